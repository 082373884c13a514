/**
 * Plants a canary in every place of a configuration where a secret can stand, lets peers send back whatever they were sent,
 * and looks for canaries in everything that the program puts out.
 */
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { run } from '../src/cli/run.ts';
import { recordingIo } from './cli/recording-io.ts';
import { startVantage } from './cli/vantage-process.ts';
import { mint } from './helpers/certificates.ts';
import { type HttpServer, type RecordedRequest, startHttpServer } from './helpers/http-server.ts';
import { startTcpServer, type TcpServer } from './helpers/tcp-server.ts';
import { temporaryDirectory } from './helpers/temporary-directory.ts';

const directory = temporaryDirectory();
const place = (name: string): string => join(directory.path, name);

/** What every canary begins with, as it is and in the forms that it may take on its way. */
const canaries = [
  'canary-',
  'CANARY-',
  'canary%2d',
  ...['canary-x', ' canary-', '  canary-', 'Bearer canary-', 'me:canary-']
    .flatMap((text) => (['base64', 'base64url'] as const).map((coding) => Buffer.from(text).toString(coding)))
    .map((text) => text.slice(0, -3)),
  Buffer.from('canary-').toString('hex'),
];

function leaksIn(text: string): readonly string[] {
  return canaries.flatMap((canary) => {
    const at = text.indexOf(canary);
    return at < 0 ? [] : [text.slice(Math.max(0, at - 80), at + 60)];
  });
}

/** Sends back, in as many places as there are, what it was sent. */
function echo(request: RecordedRequest, socket: Socket): void {
  const { method, target, headers, body } = request;
  const said = [`${method} ${target}`, ...headers.map(([name, value]) => `${name}: ${value}`), body];
  const line = said.join(' | ').replaceAll(/[\r\n]/g, ' ');
  const isRedirect = target.includes('redirect');
  const values = headers.map(([, value]) => value).join('_');
  const location = isRedirect
    ? `Location: /landing/${encodeURIComponent(values)}?x=${encodeURIComponent(body)}\r\n`
    : '';
  const text = JSON.stringify({ said, line });
  socket.end(
    `HTTP/1.1 ${isRedirect ? 307 : 418} ${line.slice(0, 60)}\r\n${location}X-Echo: ${line}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text, 'latin1')}\r\n\r\n${text}`,
    'latin1',
  );
}

let web: HttpServer;
let tokens: HttpServer;
let lines: TcpServer;
let config = '';
let webConfig = '';

const file = (name: string, content: string): string => {
  writeFileSync(place(name), content);
  return place(name);
};

beforeAll(async () => {
  web = await startHttpServer(echo);
  tokens = await startHttpServer((request, socket) => {
    const answer = JSON.stringify({ access_token: 'canary-access-token-0123456789', said: request.body });
    socket.end(
      `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`,
    );
  });
  lines = await startTcpServer((socket) => {
    socket.write('220 ready\n');
    socket.on('data', (chunk) => socket.write(`you said ${chunk.toString('latin1').trim()}\n`));
  });
  vi.stubEnv('V_ENV', 'canary-env-$1"&<x>');
  vi.stubEnv('V_HOST', `canary-host.test`);
  const secretFile = file('secret', 'canary-from-file\n');
  const key = mint({ subject: 'canary' }).keyPem;
  const passwordFile = file('password', 'canary-password-file');
  const brokenKey = file(
    'key.pem',
    '-----BEGIN PRIVATE KEY-----\ncanary-in-a-broken-key-0123456789\n-----END PRIVATE KEY-----\n',
  );
  const http = (name: string, block: string): string =>
    `  ${name}:\n    prober: http\n    timeout: 1s\n    capture_body: 8KiB\n    http:\n      fail_if_body_matches_regexp: ['can[a]ry-(.*)']\n${block
      .trim()
      .split('\n')
      .map((line) => `      ${line}`)
      .join('\n')}\n`;
  const modules = [
    http('basic', 'basic_auth: { username: me, password: canary-basic-password }'),
    http('basic_file', `basic_auth: { username: me, password_file: ${passwordFile} }`),
    http('bearer', 'authorization: { credentials: canary-credentials }'),
    http('bearer_file', `authorization: { credentials_file: ${secretFile} }`),
    http('bearer_old', 'bearer_token: canary-bearer-token'),
    http(
      'token',
      `oauth2: { client_id: me, client_secret: canary-client-secret, token_url: "http://${tokens.authority}/", endpoint_params: { client_assertion: canary-assertion } }`,
    ),
    http(
      'token_refused',
      `oauth2: { client_id: me, client_secret: "\${V_ENV}", token_url: "http://${web.authority}/\${V_ENV}" }`,
    ),
    http(
      'proxy',
      `proxy_url: "http://me:canary-proxy-password@${web.authority}"\nproxy_connect_header: { X-Proxy: [canary-connect-header] }`,
    ),
    http(
      'headers',
      'headers: { Authorization: Bearer canary-inline-header, X-Api-Key: canary-inline-key, Cookie: id=canary-inline-cookie }',
    ),
    http(
      'http_headers',
      `http_headers: { X-One: { secrets: [canary-header-secret] }, X-Two: { files: [${secretFile}] }, X-Token: { values: [canary-header-value] } }`,
    ),
    http(
      'env',
      'method: POST\nheaders: { X-Plain: "${V_ENV}", User-Agent: "a ${V_ENV} b" }\nbody: "text ${V_ENV}"\nfail_if_header_not_matches:\n  - { header: X-Echo, regexp: "never ${V_ENV}" }',
    ),
    http(
      'from_file',
      `method: POST\nheaders: { X-Plain: "\${file:${secretFile}}" }\nbody: "{\\"a\\": \\"\${file:${secretFile}}\\"}"`,
    ),
    http(
      'redirected',
      'method: POST\nvalid_http_versions: ["HTTP/1.0"]\nheaders: { X-Plain: "${V_ENV}" }\nbody: "${V_ENV}"\nhttp_headers: { X-One: { secrets: [canary-header-secret] } }',
    ),
    http('json_body', 'method: POST\nbody: \'{"password": "canary-json-password"}\''),
    http('key_inline', `tls_config: { cert: "no certificate", key: "canary-inline-tls-key" }`),
    http('key_env', 'tls_config: { cert: "${V_ENV}", key: "${V_ENV}", ca: "${V_ENV}" }'),
    http('key_file', `tls_config: { cert_file: ${brokenKey}, key_file: ${brokenKey} }`),
    http('server_name', 'tls_config: { server_name: "${V_HOST}" }'),
    `  talk:\n    prober: tcp\n    timeout: 1s\n    tcp:\n      query_response:\n        - send: "PASS canary-sent-password"\n        - send: "X \${V_ENV}"\n        - { expect: "you said (.*)", labels: [ { name: said, value: "\${1}" } ] }\n        - expect: "never \${V_ENV}"\n`,
    `  talk_templates:\n    prober: tcp\n    timeout: 1s\n    tcp:\n      query_response:\n        - expect: "220 (?P<word>.*)"\n          send: "\${word} \${V_ENV} \${file:${secretFile}}"\n        - { expect: "you said (.*)", labels: [ { name: said, value: "\${1}" }, { name: own, value: "\${V_ENV}" } ] }\n        - expect_bytes: "\${V_ENV}"\n`,
    `  socket:\n    prober: unix\n    timeout: 1s\n    unix: { query_response: [ { send: "\${V_ENV}" } ] }\n`,
    `  health:\n    prober: grpc\n    timeout: 1s\n    grpc: { metadata: { authorization: [Bearer canary-metadata], plain: ["\${V_ENV}"] }, service: "\${V_ENV}" }\n`,
    `  upgrade:\n    prober: websocket\n    timeout: 1s\n    websocket: { headers: { X-Plain: "\${V_ENV}" }, http_config: { basic_auth: { username: me, password: canary-websocket-password } }, query_response: [ { send: "\${V_ENV}" } ] }\n`,
    `  names:\n    prober: dns\n    timeout: 300ms\n    dns: { query_name: "\${V_HOST}", transport_protocol: tcp, validate_answer_rrs: { fail_if_not_matches_regexp: ["\${V_ENV}"] } }\n`,
    `  pins:\n    prober: tls\n    timeout: 1s\n    tls: { tls_config: { server_name: "\${V_HOST}", key: ${JSON.stringify(key)}, cert: "\${V_ENV}" } }\n`,
    `  asked:\n    prober: tcp\n    timeout: 300ms\n    resolver: { servers: ["127.0.0.1:1"], search: ["\${V_HOST}"], hosts: { a.test: 127.0.0.1 } }\n`,
    '  odd:\n    prober: "${V_ENV}"\n',
    '  params:\n    prober: http\n    allow_params: { method: ["${V_ENV}", GET], hostname: "${V_HOST}" }\n',
  ];
  config = file(
    'config.yml',
    `modules:\n${modules.join('')}schedules:
  - job_name: planned
    module: basic
    interval: 1s
    static_configs:
      - targets:
          - "http://me:canary-target-password@${web.authority}/a?token=canary-target-token"
          - "http://${web.authority}/b/\${V_ENV}"
    http_sd_configs:
      - url: "http://me:canary-sd-password@${web.authority}/sd?api_key=canary-sd-key&x=\${V_ENV}"
        basic_auth: { username: me, password: canary-sd-basic-auth }
        http_headers: { X-One: { secrets: [canary-sd-header] } }
`,
  );
  webConfig = file('web.yml', 'basic_auth_users: { me: "${V_ENV}" }\n');
});

afterAll(async () => {
  vi.unstubAllEnvs();
  for (const server of [web, tokens, lines]) await server[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
});

interface Serving extends AsyncDisposable {
  /** What it wrote to standard error and standard output so far. */
  readonly complained: () => string;
  readonly printed: () => string;
  /** Resolves to the first match in what stands on standard error, now or later. */
  readonly complaint: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly ask: (path: string) => Promise<string>;
}

const usualFlags = (): readonly string[] => ['--web.listen-address=127.0.0.1:0', `--config.file=${config}`];
const listening = /address\W+127\.0\.0\.1:(\d+)/u;

/** The program in this process, without probe threads: Node.js runs no TypeScript in threads. */
async function startServing(flags: readonly string[]): Promise<Serving> {
  const io = recordingIo();
  const exitCode = run(['serve', ...usualFlags(), '--probe.threads=0', ...flags], io);
  const first = await Promise.race([io.complaint(listening), exitCode]);
  if (typeof first === 'number') throw new Error(io.complained());
  const [, port = ''] = first;
  return {
    complained: io.complained,
    printed: io.printed,
    complaint: (pattern) => io.complaint(pattern),
    ask: (path) => askWithHeaders(port, path),
    async [Symbol.asyncDispose]() {
      io.send('SIGTERM');
      await exitCode;
    },
  };
}

/** The built program, whose probes run on threads, which learn secrets of their own and send results over. */
async function startBuilt(flags: readonly string[]): Promise<Serving> {
  const started = startVantage([...usualFlags(), '--probe.threads=2', ...flags]);
  const [, port = ''] = await started.saysOnStderr(listening);
  return {
    complained: started.complained,
    printed: started.printed,
    complaint: (pattern) => started.saysOnStderr(pattern),
    ask: (path) => askWithHeaders(port, path),
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
}

/** The headers of an answer, and its body. */
async function askWithHeaders(port: string, path: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      let text = JSON.stringify(response.rawHeaders);
      response.setEncoding('latin1');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
  });
}

/** Each module with targets that make it meet the peers that send everything back. */
function probes(): readonly (readonly [module: string, target: string, further?: string])[] {
  const httpModules =
    'basic basic_file bearer bearer_file bearer_old token token_refused proxy headers http_headers env from_file redirected json_body key_inline key_env key_file server_name';
  return [
    ...httpModules
      .split(' ')
      .flatMap((module) =>
        ['', 'redirect'].map((path) => [module, `http://${web.authority}/${path}`] as const),
      ),
    ...['key_inline', 'key_env', 'key_file', 'server_name', 'proxy'].map(
      (module) => [module, `https://${web.authority}/`] as const,
    ),
    ['basic', `http://me:canary-url-password@${web.authority}/?token=canary-url-token`],
    ['basic', 'http://me:canary-url-password@[broken/?token=canary-url-token'],
    ['talk', lines.target],
    ['talk_templates', lines.target],
    ['socket', '/nowhere/at/all'],
    ['health', web.authority],
    ['health', lines.target],
    ['upgrade', `ws://${web.authority}/`],
    ['names', lines.target],
    ['pins', web.authority],
    ['asked', 'a:1'],
    ['odd', 'a'],
    ['params', web.authority, 'method=POST'],
    ['params', web.authority, 'hostname=other.test'],
    ['params', web.authority, 'hostname=canary-host.test'],
    ['unknown', 'a'],
  ];
}

function queryOf([module, target, further = '']: ReturnType<typeof probes>[number]): string {
  return `module=${module}&target=${encodeURIComponent(target)}&${further}`;
}

test('the peers were really sent the canaries', async () => {
  await using serving = await startServing([]);
  await Promise.all(probes().map((each) => serving.ask(`/probe?${queryOf(each)}`)));
  const sent = JSON.stringify([web.requests, tokens.requests]);
  const wanted =
    'header-secret from-file header-value inline-header inline-key inline-cookie bearer-token credentials access-token connect-header assertion json-password env-';
  expect(wanted.split(' ').filter((word) => !sent.includes(`canary-${word}`))).toEqual([]);
  expect(sent).toContain(Buffer.from('me:canary-basic-password').toString('base64'));
});

describe.each([
  { name: 'usual flags', start: startServing, flags: [] },
  {
    name: 'every line of the log',
    start: startServing,
    flags: ['--log.level=debug', '--log.prober=debug'],
  },
  {
    name: 'the log as JSON',
    start: startServing,
    flags: ['--log.level=debug', '--log.prober=debug', '--log.format=json'],
  },
  { name: 'probe threads', start: startBuilt, flags: ['--log.level=debug', '--log.prober=debug'] },
])('with $name, no canary is found', ({ start, flags }) => {
  test('in any page, and in no line of the log', async () => {
    await using serving = await start(flags);
    const found: string[] = [];
    const look = (where: string, text: string): void => {
      for (const leak of leaksIn(text)) found.push(`${where}: ${leak}`);
    };
    await Promise.all(
      probes().map(async (each) => {
        const [module] = each;
        const query = queryOf(each);
        look(`/probe ${module}`, await serving.ask(`/probe?${query}`));
        look(`/probe debug ${module}`, await serving.ask(`/probe?${query}&debug=true`));
        look(`/logs ${module}`, await serving.ask(`/logs?${query}`));
      }),
    );
    // Scheduled targets run once a second.
    await serving.complaint(/job\W+planned/u);
    for (const path of ['/', '/config', '/config?format=json', '/metrics', '/api/v1/results?limit=1000']) {
      look(path, await serving.ask(path));
    }
    for (let id = 0; id < 60; id += 1) {
      look(`/api/v1/results/${id}`, await serving.ask(`/api/v1/results/${id}`));
      look(`/logs ${id}`, await serving.ask(`/logs?id=${id}`));
    }
    look('the log', serving.complained());
    look('standard output', serving.printed());
    expect(found).toEqual([]);
  }, 60_000);
});

describe('on the shell, no canary is found', () => {
  test.each(['text', 'json', 'prometheus'])(
    'in the output of probe as %s',
    async (output) => {
      const found: string[] = [];
      for (const [module, target] of probes()) {
        const io = recordingIo();
        await run(
          ['probe', target, `--config.file=${config}`, `--module=${module}`, `--output=${output}`],
          io,
        );
        for (const leak of leaksIn(io.printed() + io.complained())) found.push(`${module}: ${leak}`);
      }
      expect(found).toEqual([]);
    },
    60_000,
  );

  test.each(['text', 'json'])(
    'in the output of diagnose as %s',
    async (output) => {
      const found: string[] = [];
      const modules = [
        'basic',
        'proxy',
        'token_refused',
        'http_headers',
        'env',
        'talk',
        'pins',
        'server_name',
      ];
      for (const [module, target] of probes().filter(([name]) => modules.includes(name))) {
        const io = recordingIo();
        const flags = [`--config.file=${config}`, `--module=${module}`, `--output=${output}`];
        await run(['diagnose', target, '--diagnose.resolvers=none', '--timeout=500ms', ...flags], io);
        for (const leak of leaksIn(io.printed() + io.complained())) found.push(`${module}: ${leak}`);
      }
      expect(found).toEqual([]);
    },
    120_000,
  );

  test.each([
    ['check', (): readonly string[] => ['check', `--config.file=${config}`]],
    ['--config.check', (): readonly string[] => ['serve', `--config.file=${config}`, '--config.check']],
    [
      'a broken web configuration',
      (): readonly string[] => [
        'serve',
        `--config.file=${config}`,
        `--web.config.file=${webConfig}`,
        '--web.listen-address=127.0.0.1:0',
      ],
    ],
    ['config print', (): readonly string[] => ['config', 'print', `--config.file=${config}`]],
    [
      'config print as JSON',
      (): readonly string[] => ['config', 'print', '--output=json', `--config.file=${config}`],
    ],
    ['config check', (): readonly string[] => ['config', 'check', `--config.file=${config}`]],
    [
      'generate scrape-config',
      (): readonly string[] => ['generate', 'scrape-config', `--config.file=${config}`],
    ],
  ])('in the output of %s', async (_name, argv) => {
    const io = recordingIo();
    await run(argv(), io);
    expect(leaksIn(io.printed() + io.complained())).toEqual([]);
  });

  test.each([
    'modules: { m: { prober: http, timeout: "${V_ENV}" } }',
    'modules: { m: { prober: http, http: { fail_if_body_matches_regexp: ["(${V_ENV}"] } } }',
    'modules: { m: { prober: http, http: { valid_status_codes: ["${V_ENV}"] } } }',
    'modules: { m: { prober: http, http: { fail_if_body_json_matches_cel: "${V_ENV}" } } }',
    'modules: { m: { prober: http, http: { proxy_url: "://${V_ENV}" } } }',
    'modules: { m: { prober: dns, dns: { query_name: a, query_type: "${V_ENV}" } } }',
    'modules: { m: { prober: tcp, resolver: { servers: ["${V_ENV}"] } } }',
    'modules: { m: { prober: tcp, target_policy: { allow: [{ hosts: ["${V_ENV}"] }] } } }',
    'modules: { m: { prober: tcp, tcp: { source_ip_address: "${V_ENV}" } } }',
    'modules: { m: { prober: tcp } }\nschedules: [ { job_name: a, module: "${V_ENV}", static_configs: [ { targets: [a] } ] } ]',
    'modules: { m: { prober: tcp } }\nschedules: [ { job_name: a, module: m, interval: "${V_ENV}", static_configs: [ { targets: [a] } ] } ]',
    'modules: { m: { prober: http } }\nschedules: [ { job_name: a, module: m, http_sd_configs: [ { url: "${V_ENV}" } ] } ]',
    'vantage: { name: "${V_ENV}" }\nmodules: {}',
  ])('in what is wrong with a file: %s', async (text) => {
    const io = recordingIo();
    await run(['serve', `--config.file=${file('wrong.yml', text)}`, '--config.check'], io);
    expect(io.complained()).not.toBe('');
    expect(leaksIn(io.complained())).toEqual([]);
  });
});
