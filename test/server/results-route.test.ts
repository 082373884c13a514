import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Outcome } from '../../probes/contract.ts';
import { ask, startTestApp, type TestApp } from '../helpers/app.ts';
import { fakeFailure, fakeSuccess, finishedRun } from '../helpers/fake-prober.ts';

const startedAtMs = Date.UTC(2026, 10, 29, 12);

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  const add = (
    outcome: Outcome,
    target: string,
    about: { runId: string; jobName?: string },
    module = 'web',
  ) =>
    app.parts.history.add(
      finishedRun(
        { outcome, target: { text: target }, module, startedAtMs: startedAtMs + 1000 * added++ },
        about,
      ),
    );
  let added = 0;
  add(fakeSuccess, 'https://me:hunter2@a.test/', { runId: '0mcx5k3p2-0000' });
  add(fakeFailure, 'https://me:hunter2@a.test/', { runId: '0mcx5k3p2-0001' });
  add(fakeFailure, 'b.test', { runId: '0mcx5k3p2-0002', jobName: 'vendors' }, 'tcp');
});
afterAll(() => app.server.stop(0));

const answer = z.object({ results: z.array(z.object({ id: z.number() })), more: z.boolean() });

test.each([
  { query: '', ids: [2, 1, 0], more: false },
  { query: '?limit=2', ids: [2, 1], more: true },
  { query: '?limit=3', ids: [2, 1, 0], more: false },
  { query: '?limit=1000', ids: [2, 1, 0], more: false },
  { query: '?target=https%3A%2F%2Fme%3Ahunter2%40a.test%2F', ids: [1, 0], more: false },
  { query: '?target=a.test', ids: [], more: false },
  { query: '?module=tcp', ids: [2], more: false },
  { query: '?job=vendors', ids: [2], more: false },
  { query: '?result=success', ids: [0], more: false },
  { query: '?result=failure&module=web', ids: [1], more: false },
  { query: '?since=2026-11-29T12:00:01Z', ids: [2, 1], more: false },
  { query: '?since=2026-11-29T14:00:02.000%2B02:00', ids: [2], more: false },
  { query: `?since=${startedAtMs / 1000 + 0.5}`, ids: [2, 1], more: false },
])('$query lists the runs $ids', async ({ query, ids, more }) => {
  const { status, headers, text } = await ask(app.port, `/api/v1/results${query}`);
  expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'application/json' });
  const listed = answer.parse(JSON.parse(text));
  expect(listed.results.map(({ id }) => id)).toEqual(ids);
  expect(listed.more).toBe(more);
  expect(text).not.toContain('hunter2');
});

test.each([
  [
    '?limit=0',
    'The parameter limit is a whole number from 1 to 1000: ask in portions, with since or further filters.',
  ],
  [
    '?limit=1001',
    'The parameter limit is a whole number from 1 to 1000: ask in portions, with since or further filters.',
  ],
  [
    '?limit=-1',
    'The parameter limit is a whole number from 1 to 1000: ask in portions, with since or further filters.',
  ],
  [
    '?limit=',
    'The parameter limit is a whole number from 1 to 1000: ask in portions, with since or further filters.',
  ],
  [
    '?limit=all',
    'The parameter limit is a whole number from 1 to 1000: ask in portions, with since or further filters.',
  ],
  ['?result=bad', 'The parameter result is success or failure.'],
  [
    '?since=yesterday',
    'The parameter since is a time: Unix seconds, or RFC 3339 such as 2026-11-29T12:00:00Z.',
  ],
  [
    '?since=2026-13-45T99:99:99Z',
    'The parameter since is a time: Unix seconds, or RFC 3339 such as 2026-11-29T12:00:00Z.',
  ],
  ['?limit=1&limit=2', 'The parameter limit is there twice: write it once.'],
  ['?limit=%zz', 'The query cannot be read: escape each value with percent signs.'],
  ['?\u001b[2J=1', 'There is no parameter "\\u001b[2J": use target, module, job, result, since, limit.'],
])('%s is refused', async (query, error) => {
  const { status, text } = await ask(app.port, `/api/v1/results${encodeURI(query).replace('%25zz', '%zz')}`);
  expect(status).toBe(400);
  expect(JSON.parse(text)).toEqual({ error });
});

test('one run has all that the history has, by its number and by its id', async () => {
  const byNumber = await ask(app.port, '/api/v1/results/1');
  const byId = await ask(app.port, '/api/v1/results/0mcx5k3p2-0001');
  expect(byId.text).toBe(byNumber.text);
  expect(JSON.parse(byId.text)).toEqual({
    id: 1,
    run_id: '0mcx5k3p2-0001',
    job: null,
    module: 'web',
    prober: 'fake',
    target: 'https://me:xxxxx@a.test/',
    hostname: null,
    parameters: {},
    started_at: '2026-11-29T12:00:01.000Z',
    duration_seconds: 0.25,
    timeout_seconds: 9.5,
    success: false,
    failure: { phase: 'connect', reason: 'tcp.refused', blame: 'target', detail: 'nothing listens there' },
    verdict: null,
    local_delay_seconds: 0,
    phases: {},
    address: null,
    tls: null,
    changes: { since: { id: 0, run_id: '0mcx5k3p2-0000', started_at: '2026-11-29T12:00:00.000Z' }, list: [] },
    diagnosis: null,
    transcript: [],
  });
});

test.each(['3', 'x', '-1', '1%2F', '999999999999999999999'])('there is no run "%s"', async (id) => {
  const { status, text } = await ask(app.port, `/api/v1/results/${id}`);
  expect(status).toBe(404);
  expect(JSON.parse(text)).toHaveProperty('error');
});

test.each(['/api/v1/results', '/api/v1/results/1'])('%s takes no other method than GET', async (path) => {
  const { status } = await ask(app.port, path, { method: 'POST' });
  expect(status).toBe(405);
});

test('finds a run by the id of log lines on /logs too', async () => {
  const { status, text } = await ask(app.port, '/logs?id=0mcx5k3p2-0001');
  expect(status).toBe(200);
  expect(text).toMatch(
    /\n\n\nChanges since the last success:\nThe last success was 2026-11-29T12:00:00.000Z, run 0mcx5k3p2-0000.\n/u,
  );
  expect((await ask(app.port, '/logs?id=0mcx5k3p2-0009')).text).toBe('Probe id not found\n');
});
