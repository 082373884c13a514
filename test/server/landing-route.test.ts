import { expect, test } from 'vitest';
import { ask, startTestApp } from '../helpers/app.ts';
import { fakeFailure, finishedRun } from '../helpers/fake-prober.ts';

test('lists the recent runs, newest first, with what came from outside escaped', async () => {
  await using app = await startTestApp();
  const { history } = app.parts;
  history.add(finishedRun({ outcome: fakeFailure, target: { text: `<b>&"'` } }));
  history.add(finishedRun({ module: '<script>', target: { text: 'b' } }));
  const { text } = await ask(app.port, '/');
  expect([...text.matchAll(/<tr>(<td>.*)<\/tr>/g)].map(([, cells]) => cells)).toEqual([
    '<td>&lt;script&gt;</td><td>b</td><td>Success</td><td><a href="logs?id=1">Logs</a></td>',
    '<td>web</td><td>&lt;b&gt;&amp;&#34;&#39;</td><td><strong>Failure</strong></td><td><a href="logs?id=0">Logs</a></td>',
  ]);
});

test('names both programs and links to everything by relative paths', async () => {
  await using app = await startTestApp();
  const { text } = await ask(app.port, '/');
  expect(text).toContain('<title>Blackbox Exporter - Vantage</title>');
  expect([...text.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
    'probe?target=prometheus.io&amp;module=http_2xx',
    'probe?target=prometheus.io&amp;module=http_2xx&amp;debug=true',
    'metrics',
    'config',
  ]);
  expect(text).not.toContain('<script');
});
