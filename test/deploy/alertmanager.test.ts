/** The Alertmanager configuration of `deploy/`, as Alertmanager's own tool reads it. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allRules } from '../../src/generate/rules/rules.ts';
import { hasProgram } from '../helpers/installed-program.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const config = 'deploy/alertmanager/alertmanager.yml';

function amtool(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('amtool', words, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : `exit ${status}: ${stderr}`;
}

const alerts = allRules({
  jobs: ['vendors'],
  objectives: [{ job: 'vendors', slo: 'availability', ratio: 0.999, intervalMs: 30_000 }],
  pointLabels: ['vantage'],
  scrapeJob: 'vantage',
  runbooks: 'docs/runbooks',
})
  .flatMap(({ rules }) => rules)
  .flatMap((rule) =>
    'alert' in rule ? [{ name: rule.alert, severity: rule.labels['severity'] ?? '' }] : [],
  );
const aboutTargets = /^Vantage(?:Target(?:DownEverywhere|UnreachableFromSome)|SloBurns|CertificateExpires)/u;

describe.skipIf(!hasProgram('amtool'))('the Alertmanager configuration', () => {
  test('is one', () => {
    expect(amtool('check-config', config)).toContain('SUCCESS');
  });

  test.each(alerts)('tells of $name, which is $severity, whom it should', ({ name, severity }) => {
    const labels = [`alertname=${name}`, `severity=${severity}`];
    const receivers = amtool('config', 'routes', 'test', `--config.file=${config}`, ...labels);
    const people = severity === 'critical' ? 'on-call' : 'working-hours';
    expect(receivers).toBe(aboutTargets.test(name) ? `diagnosis,${people}` : people);
  });

  test('has a text that leads to what every vantage point has found out', () => {
    using folder = temporaryDirectory();
    const file = join(folder.path, 'data.json');
    const alert = {
      status: 'firing',
      annotations: { summary: 'shop is down', description: 'it is', runbook_url: 'https://wiki.example/a' },
      fingerprint: '0123456789abcdef',
    };
    const over = { ...alert, status: 'resolved', annotations: { summary: 'bank is down' } };
    writeFileSync(file, JSON.stringify({ alerts: [alert, over] }));
    const text = amtool(
      'template',
      'render',
      '--template.glob=deploy/alertmanager/vantage.tmpl',
      '--template.text={{ template "vantage.text" . }}',
      `--template.data=${file}`,
    );
    expect(text).toBe(`shop is down
it is
Runbook: https://wiki.example/a
From us-east-1: http://vantage-us-east-1:9115/api/v1/alertmanager/0123456789abcdef
From eu-west-1: http://vantage-eu-west-1:9115/api/v1/alertmanager/0123456789abcdef
From ap-south-1: http://vantage-ap-south-1:9115/api/v1/alertmanager/0123456789abcdef`);
  });
});
