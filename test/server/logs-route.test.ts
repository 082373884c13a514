import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, startTestApp, type TestApp } from '../helpers/app.ts';
import { finishedRun } from '../helpers/fake-prober.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  // The runs are told apart by the time they were given: 1, 2 and 3 s.
  const runs = [
    { module: 'web', target: { text: 'a' }, timeoutMs: 1000 },
    { module: 'tcp', target: { text: 'a' }, timeoutMs: 2000 },
    { module: 'web', target: { text: 'b' }, timeoutMs: 3000 },
  ];
  for (const run of runs) app.parts.history.add(finishedRun(run));
});
afterAll(() => app.server.stop(0));

const neither = 'Probe id or target must be defined as http query parameters';
const both = "Probe id and target can't be defined at the same time";
const filter = 'Probe module filter only works in conjunction with target parameter';

test.each([
  { query: '', status: 400, text: neither },
  { query: '?id=', status: 400, text: neither },
  { query: '?id=abc', status: 400, text: neither },
  { query: '?id=1.0', status: 400, text: neither },
  { query: '?id=-1', status: 400, text: neither },
  { query: '?id=99999999999999999999', status: 400, text: neither },
  { query: '?module=web', status: 400, text: neither },
  { query: '?id=0&target=a', status: 400, text: both },
  { query: '?id=-2&target=a', status: 400, text: both },
  { query: '?id=0&module=web', status: 400, text: filter },
  { query: '?id=3', status: 404, text: 'Probe id not found' },
  { query: '?id=-2', status: 404, text: 'Probe id not found' },
  { query: '?target=c', status: 404, text: 'Probe target not found' },
  { query: '?target=b&module=tcp', status: 404, text: 'Probe target not found' },
])('$query answers $status', async ({ query, status, text }) => {
  const answer = await ask(app.port, `/logs${query}`);
  expect(answer).toMatchObject({
    status,
    text: `${text}\n`,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  });
});

test.each([
  { query: '?id=0', id: 0 },
  { query: '?id=%2B1', id: 1 },
  { query: '?id=02', id: 2 },
  { query: '?target=a', id: 0 },
  { query: '?id=abc&target=a', id: 0 },
  { query: '?id=-1&target=a', id: 0 },
  { query: '?target=a&module=tcp', id: 1 },
  { query: '?target=a&module=', id: 0 },
  { query: '?target=b', id: 2 },
])('$query finds the run $id', async ({ query, id }) => {
  const answer = await ask(app.port, `/logs${query}`);
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain' } });
  expect(answer.text).toContain(`\nprobe_timeout_seconds ${id + 1}\n`);
});
