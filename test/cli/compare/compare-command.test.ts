/** `vantage compare` between real servers on loopback. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { httpProber } from '../../../probes/http/prober.ts';
import { run } from '../../../src/cli/run.ts';
import type { Module } from '../../../src/config/module.ts';
import { startTestApp, type TestApp } from '../../helpers/app.ts';
import { fakeModule, fakeProber, fakeSuccess } from '../../helpers/fake-prober.ts';
import { httpOptionsOf } from '../../helpers/http-options.ts';
import { reply, response, sent, startHttpServer } from '../../helpers/http-server.ts';
import { closedPort } from '../../helpers/tcp-server.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';
import { recordingIo } from '../recording-io.ts';

const { options: _options, ...bare } = fakeModule('http_2xx', httpProber);

function httpModule(block: string): Module {
  return { ...bare, options: httpOptionsOf(block) };
}

const point = (block: string): Promise<TestApp> => startTestApp({ modules: [httpModule(block)] });
const at = (name: string, port: number): string => `--from=${name}=http://127.0.0.1:${port}`;

/** Times, bars and ports are different each time. */
function withoutChance(text: string): string {
  return text
    .replaceAll(/127\.0\.0\.1:\d+/gu, 'HOST:PORT')
    .replaceAll(/[\d.]+ m?s(?![a-z])/gu, 'TIME')
    .replaceAll(/ +█+/gu, ' BAR')
    .replaceAll(/(?<=TIME) +(?=TIME|$)/gmu, '  ')
    .replaceAll(/ +(?=TIME)/gu, '  ');
}

const page = (body: string) => startHttpServer(reply(response(200, body)));

describe('vantage compare', () => {
  test('shows what each vantage point saw side by side, and ends with 1 where one finds the target down', async () => {
    await using shop = await page('welcome');
    await using eu = await point('{preferred_ip_protocol: ip4}');
    await using us = await point('{preferred_ip_protocol: ip4, fail_if_body_matches_regexp: [welcome]}');
    const io = recordingIo({ columns: 80, env: { NO_COLOR: '1' } });
    const code = await run(
      ['compare', at('eu', eu.port), at('us', us.port), `http://${shop.authority}/`],
      io,
    );
    await expect(withoutChance(io.printed())).toMatchFileSnapshot('../golden/compare/down-from-one.txt');
    expect(io.complained()).toBe('');
    expect(code).toBe(1);
  });

  test('ends with 0 where all find it up', async () => {
    await using shop = await page('');
    await using eu = await point('{preferred_ip_protocol: ip4}');
    const io = recordingIo();
    const target = `http://${shop.authority}/`;
    expect(await run(['compare', at('eu', eu.port), at('us', eu.port), target], io)).toBe(0);
    expect(io.printed()).toContain(`OK ${target} is up from both vantage points\n`);
  });

  test('ends with 3 where one cannot be asked, and tells why', async () => {
    await using shop = await page('');
    await using eu = await point('{preferred_ip_protocol: ip4}');
    const nobody = await closedPort();
    const io = recordingIo();
    const target = `http://${shop.authority}/`;
    expect(await run(['compare', at('eu', eu.port), at('us', nobody), target], io)).toBe(3);
    expect(io.printed()).toContain(`UNKNOWN ${target} is up from eu; unknown from us\n`);
    expect(io.printed()).toContain('  us  could not be asked: it refused the connection (ECONNREFUSED)\n');
  });

  test.each([
    {
      name: 'does not know the module',
      answer: response(400, 'Unknown module "x"\n'),
      says: 'it answered with HTTP status 400: Unknown module "x"',
    },
    {
      name: 'is no exporter',
      answer: response(200, '<html>'),
      says: 'the answer has no metrics of a probe: is it the URL of a Vantage or blackbox_exporter?',
    },
    {
      name: 'wants credentials',
      answer: response(401, ''),
      says: 'it wants credentials (HTTP status 401); give them with --http.config.file',
    },
    {
      name: 'is lost behind a proxy',
      answer: response(502, '<html>'),
      says: 'it answered with HTTP status 502',
    },
    {
      name: 'words something for the terminal',
      answer: response(500, 'a\u001b[31m'),
      says: String.raw`it answered with HTTP status 500: a\x1b[31m`,
    },
  ])('tells when a vantage point $name', async ({ answer, says }) => {
    await using server = await startHttpServer(reply(answer));
    const io = recordingIo();
    expect(await run(['compare', at('eu', server.port), 'shop.example'], io)).toBe(3);
    expect(io.printed()).toBe(
      `UNKNOWN shop.example nobody can say: no vantage point found out\n\n  eu  could not be asked: ${says}\n`,
    );
  });

  test('says how long it waited', async () => {
    await using server = await startHttpServer(() => {});
    const io = recordingIo();
    expect(await run(['compare', at('eu', server.port), '--timeout=50ms', 'x'], io)).toBe(3);
    expect(io.printed()).toContain('could not be asked: no answer within 0.05 s\n');
    expect(sent(server.requests[0], 'x-prometheus-scrape-timeout-seconds')).toEqual(['0.05']);
  });

  test('prints what there is when Ctrl-C ends it', async () => {
    const io = recordingIo();
    await using silent = await startHttpServer(() => io.send('SIGINT'));
    expect(await run(['compare', at('eu', silent.port), 'x'], io)).toBe(3);
    expect(io.printed()).toContain('could not be asked: it was interrupted\n');
  });

  test('takes a blackbox_exporter, which says less', async () => {
    const metrics = [
      'probe_success 0',
      'probe_duration_seconds 0.25',
      'probe_ip_protocol 4',
      'probe_http_duration_seconds{phase="tls"} 0',
    ];
    await using server = await startHttpServer(reply(response(200, `${metrics.join('\n')}\n`)));
    const io = recordingIo();
    expect(await run(['compare', at('eu', server.port), 'x'], io)).toBe(1);
    expect(io.printed()).toBe(
      'FAIL x is down from eu\n\n             eu\n    verdict  FAIL\n    family   IPv4\n    total    250 ms\n',
    );
  });

  test('does not blame the target for what a vantage point suffers from itself', async () => {
    const failure = {
      phase: 'connect',
      reason: 'local.resources',
      blame: 'local',
      detail: 'too many open files',
    } as const;
    const prober = fakeProber(() => Promise.resolve({ ...fakeSuccess, ok: false, failure }));
    await using eu = await startTestApp({ modules: [fakeModule('http_2xx', prober)] });
    const io = recordingIo();
    expect(await run(['compare', at('eu', eu.port), 'x'], io)).toBe(3);
    expect(io.printed()).toContain('  eu  in the phase connect: too many open files\n');
  });

  test('sends the credentials of --http.config.file, and the module and host name that are asked for', async () => {
    using folder = temporaryDirectory();
    const file = join(folder.path, 'http.yml');
    writeFileSync(file, 'basic_auth: { username: ops, password: hunter2 }\n');
    await using server = await startHttpServer(
      reply(response(200, 'probe_success 1\nprobe_duration_seconds 1\n')),
    );
    const io = recordingIo();
    const flags = [`--http.config.file=${file}`, '--module=m', '--hostname=h'];
    expect(await run(['compare', at('eu', server.port), ...flags, 'a&b'], io)).toBe(0);
    const [request] = server.requests;
    expect(request?.target).toBe('/probe?target=a%26b&module=m&hostname=h');
    expect(sent(request, 'authorization')).toEqual([
      `Basic ${Buffer.from('ops:hunter2').toString('base64')}`,
    ]);
  });

  test('prints one object for programs', async () => {
    await using shop = await page('');
    await using eu = await point('{preferred_ip_protocol: ip4}');
    const io = recordingIo();
    const nobody = await closedPort();
    const target = `http://${shop.authority}/`;
    expect(await run(['compare', at('eu', eu.port), at('us', nobody), '--output=json', target], io)).toBe(3);
    const object: unknown = JSON.parse(io.printed());
    expect(object).toMatchObject({
      target,
      module: null,
      hostname: null,
      points: [
        {
          name: 'eu',
          url: `http://127.0.0.1:${eu.port}`,
          problem: null,
          success: true,
          failure: null,
          address: { ip: '127.0.0.1', family: 4 },
          tls: null,
        },
        {
          name: 'us',
          success: null,
          failure: null,
          duration_seconds: null,
          phases: null,
          address: null,
          tls: null,
          metrics: null,
        },
      ],
    });
  });
});

describe('vantage compare refuses', () => {
  test.each([
    {
      name: 'no vantage point',
      argv: ['x'],
      says: 'there is no vantage point to ask: name one with --from=URL, try --help',
    },
    {
      name: 'one twice',
      argv: ['--from=eu', '--from=http://eu/', 'x'],
      says: 'two vantage points are called eu: give them names, as in --from=eu=URL, try --help',
    },
    {
      name: 'what is no URL',
      argv: ['--from=ftp://eu', 'x'],
      says: "option '--from <[name=]url>' argument 'ftp://eu' is invalid. It is a URL such as http://vantage.eu:9115, or name=URL, try --help",
    },
    { name: 'no target', argv: ['--from=eu'], says: "missing required argument 'target', try --help" },
    {
      name: 'a file that is not there',
      argv: ['--from=eu', '--http.config.file=/nowhere/http.yml', 'x'],
      says: '/nowhere/http.yml: cannot read the configuration file: it does not exist',
    },
  ])('$name', async ({ argv, says }) => {
    const io = recordingIo();
    expect(await run(['compare', ...argv], io)).toBe(2);
    expect(io.complained()).toBe(`vantage compare: error: ${says}\n`);
  });

  test('mistakes in the file with credentials, each with its place', async () => {
    using folder = temporaryDirectory();
    const file = join(folder.path, 'http.yml');
    writeFileSync(file, 'basic_auth: { username: a, pasword: b }\nauthorization: { credentials: c }\n');
    const io = recordingIo();
    expect(await run(['compare', '--from=eu', `--http.config.file=${file}`, 'x'], io)).toBe(2);
    expect(io.complained()).toContain(`vantage compare: error: ${file}:1:28: basic_auth.pasword: `);
  });
});
