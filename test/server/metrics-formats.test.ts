import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Answer, ask, startTestApp, type TestApp } from '../helpers/app.ts';
import { fakeFailure, fakeResult } from '../helpers/fake-prober.ts';
import { labelledTarget } from '../helpers/labelled-target.ts';
import { decodeFamilies } from '../helpers/metrics-protobuf.ts';
import { pageProblems } from '../helpers/page-problems.ts';
import { hasPromtool, promtoolComplaints } from '../helpers/promtool.ts';

const openMetrics = 'application/openmetrics-text;version=1.0.0';
const protobuf = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';

/** An app whose schedules a and b have one target each that was run once. */
async function startScheduledApp(): Promise<TestApp> {
  const app = await startTestApp();
  const { scheduledSeries, selfMetrics } = app.parts;
  const targets = ['a', 'b', 'c d'].map((jobName) =>
    labelledTarget({ jobName, labels: { instance: 'shop.example', job: jobName } }),
  );
  scheduledSeries.update(targets);
  for (const target of targets) scheduledSeries.record(target, fakeResult({ outcome: fakeFailure }), 'run-1');
  // The exporter's own series are complete after a run and a collection of garbage.
  selfMetrics.probeStarted();
  selfMetrics.probeEnded(fakeResult());
  return app;
}

function familiesOf({ text }: Answer): readonly string[] {
  return [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
}

function jobsOf({ text }: Answer): readonly string[] {
  return [...text.matchAll(/^vantage_probe_runs_total\{.*job="([^"]*)".*success/gm)].map(
    ([, job = '']) => job,
  );
}

describe('what is asked for', () => {
  test.each([
    { query: '', jobs: ['a', 'b', 'c d'], self: true },
    { query: '?job=a', jobs: ['a'], self: false },
    { query: '?job=b&job=c+d&job=b', jobs: ['b', 'c d'], self: false },
    { query: '?job=nowhere', jobs: [], self: false },
    { query: '?job=', jobs: [], self: false },
    { query: '?self=only', jobs: [], self: true },
    { query: '?self=only&job=a', jobs: [], self: true },
    { query: '?other=x', jobs: ['a', 'b', 'c d'], self: true },
  ])(
    '/metrics$query answers with the jobs $jobs, the exporter itself: $self',
    async ({ query, jobs, self }) => {
      await using app = await startScheduledApp();
      const answer = await ask(app.port, `/metrics${query}`);
      expect(answer.status).toBe(200);
      expect(jobsOf(answer)).toEqual(jobs);
      expect(familiesOf(answer).includes('vantage_build_info')).toBe(self);
      expect(familiesOf(answer).includes('probe_success')).toBe(jobs.length > 0);
    },
  );

  test.each(['?self=no', '?self='])('/metrics%s is refused', async (query) => {
    await using app = await startScheduledApp();
    expect(await ask(app.port, `/metrics${query}`)).toMatchObject({
      status: 400,
      text: 'The parameter self takes "only", for the metrics of the exporter alone\n',
    });
  });
});

describe('the whole page', () => {
  test.each([
    { accept: '', type: 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores', ends: 0 },
    {
      accept: openMetrics,
      type: 'application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores',
      ends: 1,
    },
  ])('is $type, with each family once, and $ends "# EOF"', async ({ accept, type, ends }) => {
    await using app = await startScheduledApp();
    const answer = await ask(app.port, '/metrics', { headers: { accept } });
    expect(answer.headers['content-type']).toBe(type);
    expect(pageProblems(answer.text)).toEqual([]);
    const families = familiesOf(answer);
    expect(families).toEqual([...new Set(families)]);
    expect(families).toEqual(expect.arrayContaining(['probe_success', 'process_start_time_seconds']));
    expect([...answer.text.matchAll(/^# EOF$/gm)]).toHaveLength(ends);
    expect(answer.text.endsWith(ends === 1 ? '\n# EOF\n' : '\n')).toBe(true);
  });

  test('is the same in every format', async () => {
    await using app = await startScheduledApp();
    const text = await ask(app.port, '/metrics?job=a');
    const binary = await ask(app.port, '/metrics?job=a', { headers: { accept: protobuf } });
    expect(binary.headers['content-type']).toContain('application/vnd.google.protobuf');
    expect(decodeFamilies(binary.body)).toMatchObject(familiesOf(text).map((name) => ({ name })));
  });

  test('speaks no OpenMetrics without scheduled targets, like the reference', async () => {
    await using app = await startTestApp();
    const answer = await ask(app.port, '/metrics', { headers: { accept: openMetrics } });
    expect(answer.headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(answer.text).not.toContain('# EOF');
  });

  test('/probe speaks no OpenMetrics', async () => {
    await using app = await startScheduledApp();
    const answer = await ask(app.port, '/probe?module=web&target=x', { headers: { accept: openMetrics } });
    expect(answer.headers['content-type']).toContain('text/plain; version=0.0.4');
  });

  test('is compressed for those who accept it', async () => {
    await using app = await startScheduledApp();
    const plain = await ask(app.port, '/metrics?job=a');
    const packed = await ask(app.port, '/metrics?job=a', { headers: { 'accept-encoding': 'gzip' } });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.body).toString('utf8')).toBe(plain.text);
  });

  test('is a head alone for HEAD', async () => {
    await using app = await startScheduledApp();
    const answer = await ask(app.port, '/metrics', { method: 'HEAD' });
    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(answer.headers['content-type']).toContain('text/plain');
  });

  test.skipIf(!hasPromtool())('is nothing that promtool objects to', async () => {
    await using app = await startScheduledApp();
    expect(promtoolComplaints((await ask(app.port, '/metrics')).text)).toBe('');
  });
});
