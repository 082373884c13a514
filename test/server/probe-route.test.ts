import { once } from 'node:events';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Target } from '../../probes/contract.ts';
import { ask, startTestApp, type TestApp } from '../helpers/app.ts';
import { fakeFailure, fakeModule, fakeProber, fakeSuccess } from '../helpers/fake-prober.ts';
import { createGate } from '../helpers/gate.ts';
import { pageText } from '../helpers/metrics-page.ts';

const timeoutHeader = 'X-Prometheus-Scrape-Timeout-Seconds';

describe('the checks before a run', () => {
  let app: TestApp;
  beforeAll(async () => {
    const picky = {
      ...fakeProber(),
      refuse: ({ hostname }: Target) => hostname && `no hostname ${hostname} here`,
    };
    app = await startTestApp({
      modules: [fakeModule('http_2xx'), fakeModule('web'), fakeModule('picky', picky)],
      proberless: { empty: '', winged: 'pigeon' },
    });
  });
  afterAll(() => app.server.stop(0));

  test.each([
    { name: 'no target', query: '', status: 400, text: 'Target parameter is missing' },
    {
      name: 'an empty target',
      query: '?module=web&target=',
      status: 400,
      text: 'Target parameter is missing',
    },
    {
      name: 'an empty module, which is the default one',
      query: '?module=&module=two',
      status: 400,
      text: 'Target parameter is missing',
    },
    { name: 'an unknown module', query: '?target=x&module=nope', status: 400, text: 'Unknown module "nope"' },
    {
      name: 'an unknown module and no target',
      query: '?module=nope',
      status: 400,
      text: 'Unknown module "nope"',
    },
    {
      name: 'an unknown module to be quoted',
      query: '?module=%22quo%5Cted%22%0A%00%e2%82%ac%7f',
      status: 400,
      text: String.raw`Unknown module "\"quo\\ted\"\n\x00€\x7f"`,
    },
    {
      name: 'the name of an object property as module',
      query: '?module=__proto__&target=x',
      status: 400,
      text: 'Unknown module "__proto__"',
    },
    {
      name: 'an unknown module and a bad time-out',
      query: '?module=nope',
      timeout: '2s',
      status: 400,
      text: 'Unknown module "nope"',
    },
    {
      name: 'a bad time-out and no target',
      query: '?module=web',
      timeout: '2s',
      status: 500,
      text: 'Failed to parse timeout from Prometheus header: strconv.ParseFloat: parsing "2s": invalid syntax',
    },
    {
      name: 'a time-out out of range',
      query: '?module=web&target=x',
      timeout: '1e400',
      status: 500,
      text: 'Failed to parse timeout from Prometheus header: strconv.ParseFloat: parsing "1e400": value out of range',
    },
    {
      name: 'a raw semicolon in the target',
      query: '?module=web&target=127.0.0.1:1;x',
      status: 400,
      text: 'Target parameter is missing',
    },
    {
      name: 'a bad escape in the target',
      query: '?module=web&target=%zz',
      status: 400,
      text: 'Target parameter is missing',
    },
    {
      name: 'a module without a prober',
      query: '?module=empty&target=x',
      status: 400,
      text: 'Unknown prober ""',
    },
    {
      name: 'a module whose prober does not exist',
      query: '?module=winged&target=x',
      status: 400,
      text: 'Unknown prober "pigeon"',
    },
    {
      name: 'a module without a prober and no target',
      query: '?module=empty',
      status: 400,
      text: 'Target parameter is missing',
    },
    {
      name: 'what the prober refuses',
      query: '?module=picky&target=x&hostname=y',
      status: 400,
      text: 'no hostname y here',
    },
  ])('answer $status to $name', async ({ query, timeout, status, text }) => {
    const headers = timeout === undefined ? {} : { [timeoutHeader]: timeout };
    const answer = await ask(app.port, `/probe${query}`, { headers });
    expect(answer).toMatchObject({
      status,
      text: `${text}\n`,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    });
  });

  test('leave nothing in the history', () => {
    expect(app.parts.history.list()).toEqual([]);
  });

  test('count unknown modules', async () => {
    expect(await pageText(await app.parts.selfMetrics.families())).toContain(
      '\nblackbox_module_unknown_total 5\n',
    );
  });
});

test.each([
  { name: 'is decoded once', query: 'target=%253A', target: { text: '%3A' } },
  { name: 'may hold blanks', query: 'target=a%20b+c', target: { text: 'a b c' } },
  { name: 'is the first of two', query: 'target=a&target=b', target: { text: 'a' } },
  {
    name: 'comes with a host name',
    query: 'target=a&hostname=h.test',
    target: { text: 'a', hostname: 'h.test' },
  },
  { name: 'comes without an empty host name', query: 'target=a&hostname=', target: { text: 'a' } },
])('the target $name', async ({ query, target }) => {
  const seen: Target[] = [];
  const prober = fakeProber((probed) => {
    seen.push(probed);
    return Promise.resolve(fakeSuccess);
  });
  await using app = await startTestApp({ modules: [fakeModule('web', prober)] });
  const answer = await ask(app.port, `/probe?module=web&${query}`);
  expect(answer.status).toBe(200);
  expect(seen).toEqual([target]);
});

test.each([
  { name: 'no header', headers: {}, seconds: '9.5' },
  { name: 'an empty header', headers: { [timeoutHeader]: '' }, seconds: '9.5' },
  { name: 'a shorter one', headers: { [timeoutHeader]: '4' }, seconds: '3.5' },
  { name: 'a hexadecimal one', headers: { [timeoutHeader]: '0x1p2' }, seconds: '3.5' },
  { name: 'two, of which the first counts', headers: { [timeoutHeader]: ['4', 'abc'] }, seconds: '3.5' },
  { name: 'an endless one', headers: { [timeoutHeader]: 'Inf' }, seconds: '9.5' },
  { name: 'one that leaves no time', headers: { [timeoutHeader]: '0.5' }, seconds: '0' },
])('the scrape time-out: $name', async ({ headers, seconds }) => {
  await using app = await startTestApp({ modules: [fakeModule('web', fakeProber(), 9500)] });
  const answer = await ask(app.port, '/probe?module=web&target=x', { headers });
  expect(answer.text).toContain(`\nprobe_timeout_seconds ${seconds}\n`);
});

test.each([
  { name: 'a success', outcome: fakeSuccess, line: 'probe_success 1' },
  { name: 'a failure', outcome: fakeFailure, line: 'probe_success 0' },
])('$name is answered 200 with metrics', async ({ outcome, line }) => {
  await using app = await startTestApp({
    modules: [
      fakeModule(
        'web',
        fakeProber(() => Promise.resolve(outcome)),
      ),
    ],
  });
  const answer = await ask(app.port, '/probe?module=web&target=x', { method: 'PUT' });
  expect(answer).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores' },
  });
  expect(answer.text).toContain(`\n${line}\n`);
});

test('a prober that throws is a failed probe, not a failed request', async () => {
  await using app = await startTestApp({
    modules: [
      fakeModule(
        'web',
        fakeProber(() => Promise.reject(new Error('bug'))),
      ),
    ],
  });
  const answer = await ask(app.port, '/probe?module=web&target=x');
  expect(answer.status).toBe(200);
  expect(answer.text).toContain('\nprobe_failure_info{blame="local",phase="request",reason="local.bug"} 1\n');
  expect(await pageText(await app.parts.selfMetrics.families())).toContain('\nvantage_bugs_total 1\n');
});

test('the page is compressed and its names are written as the client asks', async () => {
  await using app = await startTestApp();
  const answer = await ask(app.port, '/probe?module=web&target=x', {
    headers: { 'accept-encoding': 'gzip', accept: 'text/plain;escaping=allow-utf-8' },
  });
  expect(answer.headers).toMatchObject({
    'content-encoding': 'gzip',
    'content-type': 'text/plain; version=0.0.4; charset=utf-8; escaping=allow-utf-8',
  });
  expect(gunzipSync(answer.body).toString()).toContain('\nprobe_fake_info{"x-y"="v"} 1\n');
});

test('the answer names its run, which the history has', async () => {
  await using app = await startTestApp();
  const { headers } = await ask(app.port, '/probe?target=x');
  const runId = String(headers['vantage-run-id']);
  expect(app.parts.history.byRunId(runId)?.result.target).toEqual({ text: 'x' });
  const details = await ask(app.port, `/api/v1/results/${runId}`);
  expect(JSON.parse(details.text)).toMatchObject({ run_id: runId, target: 'x' });
});

test('HEAD runs the probe', async () => {
  await using app = await startTestApp();
  const answer = await ask(app.port, '/probe?module=web&target=x', { method: 'HEAD' });
  expect(answer).toMatchObject({ status: 200, text: '' });
  expect(app.parts.history.list()).toHaveLength(1);
});

test.each(['True', '1', ''])('debug=%s does nothing', async (value) => {
  await using app = await startTestApp();
  const answer = await ask(app.port, `/probe?module=web&target=x&debug=${value}`);
  expect(answer.headers['content-type']).toContain('version=0.0.4');
});

test('debug=true answers with the text that the history keeps, never compressed', async () => {
  await using app = await startTestApp();
  const answer = await ask(app.port, '/probe?module=web&target=x&debug=true', {
    headers: { 'accept-encoding': 'gzip' },
  });
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain' } });
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(answer.text).toMatch(/^Logs for the probe:\n/);
  const stored = await ask(app.port, '/logs?id=0');
  expect(stored.text).toBe(answer.text);
});

test('lines of the run go to the log from the level of --log.prober on', async () => {
  const prober = fakeProber((_target, { transcript }) => {
    transcript.record('icmp.opening', {});
    transcript.record('http.redirected', { location: '/x' });
    return Promise.resolve(fakeSuccess);
  });
  await using app = await startTestApp({ modules: [fakeModule('web', prober)] });
  await ask(app.port, '/probe?module=web&target=a%0Ab');
  expect(app.logLines.map((line) => line.replace(/^time=\S+ /, ''))).toEqual([
    String.raw`level=INFO msg=Redirected module=web target="a\nb" location=/x` + '\n',
  ]);
});

test('a scraper that goes away ends its probe, which the history shows as failed', async () => {
  const started = createGate();
  const prober = fakeProber(async (_target, { signal }) => {
    started.open();
    await once(signal, 'abort');
    return fakeFailure;
  });
  await using app = await startTestApp({ modules: [fakeModule('web', prober)] });
  const client = new AbortController();
  const answer = ask(app.port, '/probe?module=web&target=x', { signal: client.signal });
  await started.opened;
  client.abort();
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  await expect.poll(() => app.parts.history.list().length).toBe(1);
  expect(app.parts.history.list()[0]?.result.outcome.ok).toBe(false);
  expect(await pageText(await app.parts.selfMetrics.families())).toContain('\nvantage_probes_in_flight 0\n');
});
