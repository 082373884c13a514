import { expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { parseConfig } from '../../src/config/load.ts';
import { ask, startTestApp } from '../helpers/app.ts';
import { reply, response, startHttpServer } from '../helpers/http-server.ts';

function modulesOf(text: string) {
  const loaded = parseConfig({ text, fileName: 'c.yml' }, probers);
  if (!loaded.ok) throw new Error('the configuration of this test does not load');
  return [...loaded.config.modules.values()];
}

const modules = modulesOf(
  'modules: { web: { prober: http, allow_params: { hostname: "*.a.example", method: [GET, HEAD] } }, open: { prober: http } }',
);

test.each([
  { name: 'an allowed method', query: 'module=web&method=HEAD', status: 200, seen: 'HEAD' },
  { name: 'no parameters', query: 'module=web', status: 200, seen: 'GET' },
  { name: 'the first of two', query: 'module=web&method=GET&method=POST', status: 200, seen: 'GET' },
  { name: 'another method', query: 'module=web&method=POST', status: 400, seen: undefined },
  { name: 'another name', query: 'module=web&hostname=evil.example', status: 400, seen: undefined },
  { name: 'another parameter', query: 'module=web&body=a', status: 400, seen: undefined },
  {
    name: 'a parameter of a module that says nothing',
    query: 'module=open&method=POST',
    status: 200,
    seen: 'GET',
  },
])('/probe with $name answers $status', async ({ query, status, seen }) => {
  await using server = await startHttpServer(reply(response(200, '')));
  await using app = await startTestApp({ modules });
  const answer = await ask(app.port, `/probe?target=${server.authority}&${query}`);
  expect(answer.status).toBe(status);
  expect(server.requests.map(({ method }) => method)).toEqual(seen === undefined ? [] : [seen]);
});

test('runs of one target with other parameters are others in the history', async () => {
  await using server = await startHttpServer(({ method }, socket) =>
    socket.end(response(method === 'HEAD' ? 500 : 200, '')),
  );
  await using app = await startTestApp({ modules });
  await ask(app.port, `/probe?target=${server.authority}&module=web`);
  await ask(app.port, `/probe?target=${server.authority}&module=web&method=HEAD`);
  const { text } = await ask(app.port, '/api/v1/results/1');
  expect(JSON.parse(text)).toMatchObject({ parameters: { method: 'HEAD' }, success: false, changes: null });
});
