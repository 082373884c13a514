/** What the routes answer beyond metrics, of a configuration as people write it; see also test/server/. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { parseConfig } from '../../src/config/load.ts';
import { renderConfig } from '../../src/config/render.ts';
import type { LogLevel } from '../../src/log-line.ts';
import { ask, startTestApp, type TestApp } from '../helpers/app.ts';
import { type HttpServer, reply, response, route, startHttpServer } from '../helpers/http-server.ts';

const text = `
modules:
  http_2xx: {prober: http}
  token: {prober: http, http: {bearer_token: hunter2}}
  host: {prober: http, http: {headers: {Host: a.test}}}
  tcp: {prober: tcp, tcp: {tls: true}}
  named: {prober: tcp, tcp: {tls: true, tls_config: {server_name: b.test}}}
  n: ~
`;

function load() {
  const loaded = parseConfig({ text, fileName: 'config.yml' }, probers);
  if (!loaded.ok) throw new Error('the configuration of this test does not load');
  return loaded.config;
}

function start(proberLevel: LogLevel): Promise<TestApp> {
  return startTestApp({
    modules: [...load().modules.values()],
    proberless: { n: '' },
    options: { proberLevel },
  });
}

let app: TestApp;
let web: HttpServer;

beforeAll(async () => {
  app = await start('info');
  web = await startHttpServer(
    route({
      '/': reply(response(200, '')),
      '/a%20b': reply(response(201, '')),
      '/start': reply(response(302, '', ['Location: /'])),
    }),
  );
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await web[Symbol.asyncDispose]();
});

// HOST stands for the web server; in what is said, "no " before a text is its absence.
// biome-ignore format: a table of one line a row
test.each([
  ['takes http_2xx for want of a module', '/probe?target=HOST', 200, 'probe_http_status_code 200'],
  ['knows no prober of a module that is null', '/probe?module=n&target=HOST', 400, 'Unknown prober ""'],
  ['decodes the target once', '/probe?target=http://HOST/a%2520b', 200, 'probe_http_status_code 201'],
  ['keeps a plus and an ampersand that are encoded', '/probe?target=http://HOST/a%2Bb%26c', 200, 'probe_http_status_code 404'],
  ['refuses a host name that contradicts the module', '/probe?module=host&target=HOST&hostname=b.test', 400, "host header defined both in module configuration (a.test) and with URL-parameter 'hostname' (b.test)"],
  ['takes a host name that says the same', '/probe?module=host&target=HOST&hostname=a.test', 200, 'probe_success 1'],
  ['shows a token as a secret when it looks closely', '/probe?module=token&target=HOST&debug=true', 200, 'credentials: <secret>'],
  ['shows no token when it looks closely', '/probe?module=token&target=HOST&debug=true', 200, 'no hunter2'],
  ['shows no token in the configuration', '/config', 200, 'no hunter2'],
  ['shows the host name as Host', '/probe?target=HOST&hostname=c.test&debug=true', 200, 'Host: c.test'],
  ['shows the host name as the name for TLS', '/probe?module=tcp&target=127.0.0.1:1&hostname=c.test&debug=true', 200, 'server_name: c.test'],
  ['shows no host name beside a name for TLS', '/probe?module=named&target=127.0.0.1:1&hostname=c.test&debug=true', 200, 'no server_name: c.test'],
  ['shows a success without lines', '/probe?target=HOST&debug=true', 200, 'Logs for the probe:\n\n\n\nMetrics that would have been returned:\n'],
  ['ends the lines of a failure with one of the level ERROR', '/probe?target=127.0.0.1:1&debug=true', 200, 'level=ERROR msg="Probe failed"'],
  ['shows the families of a run that is looked at closely', '/probe?target=HOST&debug=true', 200, '\nprobe_success 1\n'],
  ['keeps what was shown', '/logs?target=HOST', 200, 'Logs for the probe:'],
])('%s', async (_name, path, status, says) => {
  const { status: got, text: body } = await ask(app.port, path.replaceAll('HOST', web.authority));
  const wanted = says.replace(/^no /u, '');
  expect({ status: got, has: body.includes(wanted), body }).toMatchObject({ status, has: wanted === says });
});

describe('the lines of a run', () => {
  test.each([
    { level: 'info', levels: ['INFO'] },
    { level: 'debug', levels: ['DEBUG', 'INFO'] },
    { level: 'warn', levels: [] },
  ] as const)('are shown from the level $level on', async ({ level, levels }) => {
    await using quiet = await start(level);
    const { text: shown } = await ask(quiet.port, `/probe?target=http://${web.authority}/start&debug=true`);
    expect([...new Set(shown.match(/(?<=level=)[A-Z]+/gu))].sort()).toEqual(levels);
  });
});

test('the configuration shows the blocks that the reference shows, in its order', () => {
  const [, module = ''] = renderConfig(load()).split(/^ {4}\w+:$/gmu);
  expect([...module.matchAll(/^ {8}(\w+):$/gmu)].map(([, block]) => block)).toEqual([
    'http',
    'tcp',
    'icmp',
    'dns',
  ]);
});
