import { once } from 'node:events';
import { expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Diagnosis } from '../../src/diagnosis/diagnose.ts';
import { limitedTo } from '../../src/diagnosis/limited.ts';
import type { DiagnosisRequest, MakeDiagnosis } from '../../src/diagnosis/thread/diagnosis-runner.ts';
import { sampleDiagnosis } from '../diagnosis/sample.ts';
import { ask, startTestApp } from '../helpers/app.ts';
import { fakeFailure, finishedRun } from '../helpers/fake-prober.ts';
import { manualClock } from '../helpers/manual-clock.ts';

const path = '/api/v1/diagnose?module=web&target=a.test';

const limits = { atOnce: 2, maxPerMinute: 30, clock: manualClock() };

/** An app that makes diagnoses, as `make` does. */
function diagnosingApp(make: MakeDiagnosis) {
  return startTestApp({ diagnose: limitedTo(limits, make) });
}

test('is forbidden unless a flag allows it', async () => {
  await using app = await startTestApp();
  const { status, text } = await ask(app.port, path, { method: 'POST' });
  expect([status, JSON.parse(text)]).toEqual([
    403,
    { error: 'Diagnoses are not enabled here: start with --web.enable-diagnose.' },
  ]);
});

test('answers with verdict and evidence', async () => {
  const requests: DiagnosisRequest[] = [];
  await using app = await diagnosingApp((request) => {
    requests.push(request);
    return Promise.resolve(sampleDiagnosis());
  });
  const { status, headers, text } = await ask(app.port, `${path}&hostname=b.test`, { method: 'POST' });
  expect([status, headers['content-type']]).toEqual([200, 'application/json']);
  expect(JSON.parse(text)).toMatchObject({
    verdict: { code: 'healthy', blame: 'nobody' },
    evidence: { subject: { module: 'web', is_http: true }, duration_seconds: 0.1 },
  });
  expect(requests).toMatchObject([
    {
      moduleName: 'web',
      target: { text: 'a.test', hostname: 'b.test' },
      timeoutMs: 10_000,
      longestMs: 20_000,
    },
  ]);
});

test.each([
  ['another method', 'GET', path, 405, 'This endpoint takes POST requests only.'],
  [
    'no target',
    'POST',
    '/api/v1/diagnose?module=web',
    400,
    'The parameter target is missing: what would be probed.',
  ],
  [
    'a parameter that is misspelt',
    'POST',
    '/api/v1/diagnose?modul=web&target=a',
    400,
    'There is no parameter "modul": use target, module, hostname.',
  ],
  [
    'a parameter that is there twice',
    'POST',
    '/api/v1/diagnose?target=a&target=b',
    400,
    'The parameter target is there twice: write it once.',
  ],
  [
    'an unknown module',
    'POST',
    '/api/v1/diagnose?module=gone&target=a',
    400,
    'The configuration has no module "gone".',
  ],
])('refuses %s', async (_name, method, url, code, error) => {
  await using app = await diagnosingApp(() => Promise.resolve(sampleDiagnosis()));
  const { status, text } = await ask(app.port, url, { method });
  expect([status, JSON.parse(text)]).toEqual([code, { error }]);
});

const restricted = parseConfig(
  {
    text: 'modules: { web: { prober: http, allow_params: { hostname: "*.a.example", method: [GET, HEAD] } } }',
    fileName: 'c.yml',
  },
  probers,
);

test.each([
  {
    name: 'an allowed method',
    query: 'method=HEAD',
    status: 200,
    target: { text: 'a.test', parameters: { method: 'HEAD' } },
  },
  { name: 'another method', query: 'method=POST', status: 400, target: undefined },
  { name: 'another name', query: 'hostname=evil.example', status: 400, target: undefined },
  { name: 'another parameter', query: 'body=a', status: 400, target: undefined },
])(
  'lets a module say what its parameters may be: $name answers $status',
  async ({ query, status, target }) => {
    const requests: DiagnosisRequest[] = [];
    await using app = await startTestApp({
      modules: restricted.ok ? [...restricted.config.modules.values()] : [],
      diagnose: limitedTo(limits, (request) => {
        requests.push(request);
        return Promise.resolve(sampleDiagnosis());
      }),
    });
    expect((await ask(app.port, `${path}&${query}`, { method: 'POST' })).status).toBe(status);
    expect(requests.map((request) => request.target)).toEqual(target === undefined ? [] : [target]);
  },
);

test('makes two at a time, and says when to ask again', async () => {
  const finish: ((diagnosis: Diagnosis) => void)[] = [];
  await using app = await diagnosingApp(() => new Promise((resolve) => void finish.push(resolve)));
  const first = [ask(app.port, path, { method: 'POST' }), ask(app.port, path, { method: 'POST' })];
  while (finish.length < 2) await new Promise((resolve) => setImmediate(resolve));
  const third = await ask(app.port, path, { method: 'POST' });
  expect([third.status, third.headers['retry-after']]).toEqual([429, '20']);
  for (const settle of finish) settle(sampleDiagnosis());
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
});

test('makes so many a minute', async () => {
  const clock = manualClock();
  const few = { atOnce: 2, maxPerMinute: 3, clock };
  await using app = await startTestApp({
    diagnose: limitedTo(few, () => Promise.resolve(sampleDiagnosis())),
  });
  const statuses: number[] = [];
  const post = async (): Promise<void> => {
    statuses.push((await ask(app.port, path, { method: 'POST' })).status);
  };
  for (let count = 0; count < 4; count += 1) await post();
  clock.advance(20_000);
  for (let count = 0; count < 2; count += 1) await post();
  expect(statuses).toEqual([200, 200, 200, 429, 200, 429]);
});

test('ends a diagnosis that nobody waits for any more', async () => {
  const controller = new AbortController();
  const signals: AbortSignal[] = [];
  await using app = await diagnosingApp((request) => {
    if (request.signal !== undefined) signals.push(request.signal);
    return new Promise((resolve) => request.signal?.addEventListener('abort', () => resolve(undefined)));
  });
  const asked = ask(app.port, path, { method: 'POST', signal: controller.signal }).catch(() => 'gone');
  while (signals.length === 0) await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  expect(await asked).toBe('gone');
  const [signal] = signals;
  if (signal?.aborted === false) await once(signal, 'abort');
  expect(signal?.aborted).toBe(true);
});

test('says that it came to nothing', async () => {
  await using app = await diagnosingApp(() => Promise.resolve(undefined));
  expect((await ask(app.port, path, { method: 'POST' })).status).toBe(503);
});

test('the history shows verdict and diagnosis beside the run', async () => {
  await using app = await startTestApp();
  const { history, diagnoses } = app.parts;
  history.add(finishedRun({ outcome: fakeFailure }, { runId: 'r1', jobName: 'vendors' }));
  history.add(finishedRun({ outcome: fakeFailure }, { runId: 'r2', jobName: 'vendors' }));
  diagnoses.add({ runId: 'r1', key: 'k' }, sampleDiagnosis());
  expect(JSON.parse((await ask(app.port, '/api/v1/results')).text)).toMatchObject({
    results: [
      { run_id: 'r2', verdict: null },
      { run_id: 'r1', verdict: { code: 'healthy', blame: 'nobody' } },
    ],
  });
  expect(JSON.parse((await ask(app.port, '/api/v1/results/r1')).text)).toMatchObject({
    diagnosis: { verdict: { code: 'healthy' }, evidence: { duration_seconds: 0.1 } },
  });
  expect(JSON.parse((await ask(app.port, '/api/v1/results/r2')).text)).toMatchObject({ diagnosis: null });
});
