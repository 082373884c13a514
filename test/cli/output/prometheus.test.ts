/** The exposition of several runs, judged by promtool and by a parser of others. */
import { spawnSync } from 'node:child_process';
import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { describe, expect, test } from 'vitest';
import { hasPromtool } from '../../helpers/promtool.ts';
import { badCertificate, down, up, written } from './reports.ts';

describe('the metrics of several runs', () => {
  test('tell their targets by labels', async () => {
    const families = parsePrometheusTextFormat(await written('prometheus', [up, down]));
    const success = families.find(({ name }) => name === 'probe_success');
    expect(success?.metrics).toEqual([
      { value: '0', labels: { instance: 'db.example:5432#1', module: 'http_2xx' } },
      { value: '1', labels: { instance: 'https://shop.example/', module: 'http_2xx' } },
    ]);
  });

  test('are those of the last run of each target', async () => {
    const later = { ...up, result: { ...up.result, durationMs: 7 } };
    const text = await written('prometheus', [up, later]);
    expect(text.match(/^probe_duration_seconds.*$/gmu)).toEqual([
      'probe_duration_seconds{instance="https://shop.example/",module="http_2xx"} 0.007',
    ]);
  });

  test('have the labels of scheduled targets', async () => {
    const labels = { job: 'vendors', instance: 'a', vendor: 'x' };
    const text = await written('prometheus', [{ ...up, labels }], { isSeveral: true });
    expect(text).toContain('probe_success{instance="a",job="vendors",vendor="x"} 1\n');
  });

  test.runIf(hasPromtool())('are accepted by promtool', async () => {
    const input = await written('prometheus', [up, down, badCertificate]);
    const { stdout, stderr, status } = spawnSync('promtool', ['check', 'metrics'], {
      input,
      encoding: 'utf8',
    });
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
  });
});
