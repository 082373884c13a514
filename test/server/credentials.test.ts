import { expect, test } from 'vitest';
import { httpProber } from '../../probes/http/prober.ts';
import { probers } from '../../probes/registry.ts';
import { parseConfig } from '../../src/config/load.ts';
import { ask, startTestApp } from '../helpers/app.ts';
import { fakeModule } from '../helpers/fake-prober.ts';
import { httpOptionsOf } from '../helpers/http-options.ts';
import { reply, response, route, sent, startHttpServer } from '../helpers/http-server.ts';

const module = { ...fakeModule('http_2xx', httpProber), options: httpOptionsOf('{}') };

test.each([
  {
    form: 'a URL',
    target: 'http://u:canary@AUTHORITY/?token=canary',
    shown: 'http://u:xxxxx@AUTHORITY/?token=xxxxx',
  },
  { form: 'a URL without its scheme', target: 'u:canary@AUTHORITY', shown: 'u:xxxxx@AUTHORITY' },
  {
    form: 'a redirect',
    target: 'http://u:canary@AUTHORITY/moved',
    shown: 'http://v:xxxxx@AUTHORITY/?api_key=xxxxx',
  },
])('credentials of $form are sent, and are shown nowhere', async ({ target, shown }) => {
  let authority = '';
  const moved = (): string => response(302, '', [`Location: http://v:canary@${authority}/?api_key=canary`]);
  await using server = await startHttpServer(
    route({ '/': reply(response(500, '')), '/moved': (_request, socket) => socket.end(moved()) }),
  );
  ({ authority } = server);
  await using app = await startTestApp({ modules: [module], options: { proberLevel: 'debug' } });
  const encoded = encodeURIComponent(target.replace('AUTHORITY', authority));
  const paths = [
    `/probe?target=${encoded}&debug=true`,
    '/logs?id=0',
    // Runs are found by the target as it was given.
    `/logs?target=${encoded}`,
    '/',
  ];
  const pages: string[] = [];
  for (const path of paths) pages.push((await ask(app.port, path)).text);
  expect([...pages, ...app.logLines].join('\n')).not.toContain('canary');
  expect(pages.slice(0, 3).map((page) => page.includes(shown.replace('AUTHORITY', authority)))).toEqual([
    true,
    true,
    true,
  ]);
  expect(server.requests.map((request) => sent(request, 'authorization'))).toContainEqual([
    'Basic dTpjYW5hcnk=',
  ]);
});

test('credentials of a target that is none are not quoted', async () => {
  await using app = await startTestApp({ modules: [module] });
  const encoded = encodeURIComponent('u:canary@h:port');
  const { text } = await ask(app.port, `/probe?target=${encoded}&debug=true`);
  expect(text).toContain('http://u:xxxxx@h:port');
  expect(text).not.toContain('canary');
});

test.each([
  { disclosure: 'redacted', shown: '<secret>', hidden: 'canary' },
  { disclosure: 'exact', shown: 'canary', hidden: '<secret>' },
] as const)('a header is $disclosure on every page that shows modules', async (row) => {
  const text = 'modules: { web: { prober: http, http: { headers: { Authorization: canary } } } }';
  const loaded = parseConfig({ text, fileName: 'c' }, probers);
  if (!loaded.ok) throw new Error('the configuration of this test does not load');
  const modules = [...loaded.config.modules.values()];
  await using app = await startTestApp({ modules, options: { disclosure: row.disclosure } });
  const paths = ['/config', '/config?format=json', '/probe?module=web&target=h:0&debug=true', '/logs?id=0'];
  for (const path of paths) {
    const page = (await ask(app.port, path)).text;
    expect(page).toContain(row.shown);
    expect(page).not.toContain(row.hidden);
  }
});
