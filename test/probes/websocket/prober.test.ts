import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import type { WebsocketObservations } from '../../../probes/websocket/observations.ts';
import { websocketProber } from '../../../probes/websocket/prober.ts';
import { mint, mintAuthority } from '../../helpers/certificates.ts';
import { fixedResolver, testContext } from '../../helpers/context.ts';
import { reply, response, startHttpServer } from '../../helpers/http-server.ts';
import { closedPort, startTcpServer } from '../../helpers/tcp-server.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';
import { startTlsServer } from '../../helpers/tls-server.ts';
import { websocketOptionsOf } from '../../helpers/websocket-options.ts';
import {
  onUpgrade,
  type ReceivedUpgrade,
  serverFrame,
  switchingProtocols,
  upgradedPeer,
} from '../../helpers/websocket-peer.ts';

const directory = temporaryDirectory();
afterAll(() => directory[Symbol.dispose]());

const authority = mintAuthority('Test Root');
const identity = mint({ issuer: authority, dnsNames: ['chat.test'] });
const caFile = fileOf('ca.pem', authority.certPem);

const resolver = fixedResolver({ 'chat.test': ['127.0.0.1'] });

function fileOf(name: string, text: string): string {
  const path = join(directory.path, name);
  writeFileSync(path, text);
  return path;
}

async function probe(text: string, block = '{}', timeoutMs = 5000): Promise<Outcome<WebsocketObservations>> {
  using context = testContext({ resolver, timeoutMs });
  const options = websocketOptionsOf(block);
  await websocketProber.prepare?.({ text }, options);
  return await websocketProber.probe({ text, hostname: 'other.test' }, options, context);
}

/** The families as text, those of times by phase alone. */
function samples(outcome: Outcome<WebsocketObservations>): string[] {
  return websocketProber.metrics(outcome, websocketOptionsOf('{}')).flatMap(({ name, samples }) =>
    samples.map(({ labels, value }) => {
      const short = name.replace('probe_websocket_', '');
      return labels === undefined ? `${short} ${value}` : `${short} ${labels['phase'] ?? ''}`;
    }),
  );
}

/** An upgrade as the server received it. */
async function upgradeOf(path: string, block = '{}'): Promise<ReceivedUpgrade | undefined> {
  let received: ReceivedUpgrade | undefined;
  await using server = await startTcpServer((socket) => {
    onUpgrade(socket, (upgrade) => {
      received = upgrade;
      socket.write(upgrade.response);
      socket.resume();
    });
  });
  await probe(`ws://chat.test:${server.port}${path}`, block);
  return received;
}

function valuesOf(upgrade: ReceivedUpgrade | undefined, name: string): string[] {
  return (upgrade?.headers ?? []).flatMap(([field, value]) => (field === name ? [value] : []));
}

test('opens a WebSocket and takes leave', async () => {
  const received: Buffer[] = [];
  await using server = await startTcpServer((socket) => {
    onUpgrade(socket, ({ response }) => {
      socket.on('data', (chunk: Buffer) => received.push(chunk));
      socket.write(response);
    });
  });
  const outcome = await probe(`ws://${server.target}/`);
  expect(outcome).toMatchObject({ ok: true, address: { chosen: { address: '127.0.0.1' } } });
  expect(Object.keys(outcome.phases)).toEqual(['resolve', 'connect', 'processing']);
  expect(samples(outcome)).toEqual([
    'status_code 101',
    'connection_upgraded 1',
    'failed_due_to_regex 0',
    'duration_seconds resolve',
    'duration_seconds connect',
    'duration_seconds processing',
  ]);
  expect(websocketProber.facts(outcome)).toEqual([
    { name: 'status', value: '101' },
    { name: 'upgraded', value: 'yes' },
  ]);
  await server.untilIdle();
  const sent = Buffer.concat(received);
  expect([sent.length, sent[0], sent[1]]).toEqual([8, 0x88, 0x82]);
});

describe('the handshake', () => {
  test.each([
    ['/a/../b%2Fc;d?q=1 2&r=%zz#fragment', '/a/../b%2Fc;d?q=1%202&r=%zz'],
    ['/ü', '/%C3%BC'],
    ['', '/'],
    ['?x', '/?x'],
  ])('asks for %s as it was written', async (...[path, target]) => {
    expect((await upgradeOf(path))?.requestLine).toBe(`GET ${target} HTTP/1.1`);
  });

  test('is that of RFC 6455', async () => {
    const upgrade = await upgradeOf('/');
    expect(upgrade?.headers.map(([name, value]) => [name, value.replace(/:\d+$/u, ':PORT')])).toEqual([
      ['Host', 'chat.test:PORT'],
      ['Upgrade', 'websocket'],
      ['Connection', 'Upgrade'],
      ['Sec-WebSocket-Key', expect.stringMatching(/^[A-Za-z0-9+/]{22}==$/u) as unknown],
      ['Sec-WebSocket-Version', '13'],
      ['User-Agent', 'Blackbox-Exporter/0.28.0'],
    ]);
  });

  test('has a key of its own each time', async () => {
    const [first, second] = [await upgradeOf('/'), await upgradeOf('/')];
    expect(valuesOf(first, 'Sec-WebSocket-Key')).not.toEqual(valuesOf(second, 'Sec-WebSocket-Key'));
  });

  test.each([
    ['basic_auth', '{basic_auth: {username: probe, password: pa:ss}}', 'Basic cHJvYmU6cGE6c3M='],
    ['authorization', '{authorization: {type: Token, credentials: x}}', 'Token x'],
    ['bearer_token', '{bearer_token: x}', 'Bearer x'],
  ])('proves who asks with %s', async (...[, config, expected]) => {
    expect(valuesOf(await upgradeOf('/', `{http_config: ${config}}`), 'Authorization')).toEqual([expected]);
  });

  test('carries credentials from files, trimmed', async () => {
    const user = fileOf('user', 'probe\n');
    const password = fileOf('password', ' secret \n');
    const block = `{http_config: {basic_auth: {username_file: "${user}", password_file: "${password}"}}}`;
    expect(valuesOf(await upgradeOf('/', block), 'Authorization')).toEqual(['Basic cHJvYmU6c2VjcmV0']);
  });

  test('carries the headers of the module, values before secrets before files', async () => {
    const file = fileOf('header', '  from file\n');
    const upgrade = await upgradeOf(
      '/',
      `{headers: {Host: virtual.test, User-Agent: mine, Sec-WebSocket-Protocol: graphql-ws, Content-Type: x,
                  X-Many: {files: ["${file}"], secrets: [s], values: [a, b]}}}`,
    );
    expect(upgrade?.headers.slice(5)).toEqual([
      ['User-Agent', 'mine'],
      ['Sec-WebSocket-Protocol', 'graphql-ws'],
      ['Content-Type', 'x'],
      ['X-Many', 'a'],
      ['X-Many', 'b'],
      ['X-Many', 's'],
      ['X-Many', 'from file'],
    ]);
    expect(valuesOf(upgrade, 'Host')).toEqual(['virtual.test']);
  });

  test.each([
    ['a header of the handshake', '{headers: {connection: close}}', 'local.options'],
    ['another key', '{headers: {Sec-WebSocket-Key: x}}', 'local.options'],
    ['a header with a line feed', '{headers: {X-A: "a\\nB: c"}}', 'local.options'],
    ['a header whose name is no token', '{headers: {"X A": a}}', 'local.options'],
    ['a header file that is not there', '{headers: {X-A: {files: [/no/such/file]}}}', 'local.file'],
    [
      'a password file that is not there',
      '{http_config: {basic_auth: {password_file: /no/such}}}',
      'local.file',
    ],
    ['a CA file that is not there', '{http_config: {tls_config: {ca_file: /no/such}}}', 'local.file'],
  ])('is not begun with %s', async (...[, block, reason]) => {
    await using server = await startTcpServer(() => {});
    const outcome = await probe(`ws://${server.target}/`, block);
    expect(outcome).toMatchObject({ ok: false, failure: { reason, blame: 'local' } });
    expect(samples(outcome)).toEqual([
      'status_code 0',
      'connection_upgraded 0',
      'failed_due_to_regex 0',
      'duration_seconds resolve',
    ]);
    expect(server.accepted()).toBe(0);
  });
});

test.each([
  ['what is no URL', '127.0.0.1:80', 'resolve target.invalid', [], []],
  ['an http URL', 'http://chat.test/', 'connect target.invalid', ['duration_seconds resolve'], ['resolve']],
  ['a user name', 'ws://a:b@chat.test/', 'connect target.invalid', ['duration_seconds resolve'], ['resolve']],
  [
    'a port out of range',
    'ws://chat.test:65536',
    'connect target.invalid',
    ['duration_seconds resolve'],
    ['resolve'],
  ],
  [
    'an unknown name',
    'ws://no.test',
    'resolve dns.name_not_resolved',
    ['duration_seconds resolve'],
    ['resolve'],
  ],
])('fails for %s', async (...[, text, kind, durations, phases]) => {
  const outcome = await probe(text);
  const [phase, reason] = kind.split(' ');
  expect(outcome).toMatchObject({ ok: false, failure: { phase, reason } });
  const zeros = ['status_code 0', 'connection_upgraded 0', 'failed_due_to_regex 0'];
  expect(samples(outcome)).toEqual(phases.length === 0 ? [] : [...zeros, ...durations]);
  expect(Object.keys(outcome.phases)).toEqual(phases);
  expect(outcome.address !== undefined).toBe(phases.length > 0);
});

test('reports refused when nothing listens, without a connect phase in its metrics', async () => {
  const outcome = await probe(`WS://127.0.0.1:${await closedPort()}`);
  expect(outcome).toMatchObject({ failure: { phase: 'connect', reason: 'tcp.refused', blame: 'target' } });
  expect(samples(outcome).slice(3)).toEqual(['duration_seconds resolve']);
});

describe('over TLS', () => {
  const block = `{http_config: {tls_config: {ca_file: "${caFile}"}}}`;

  test('verifies the host, and counts the handshake as processing', async () => {
    await using server = await startTlsServer({ identity, onConnection: upgradedPeer() });
    const outcome = await probe(`wss://chat.test:${server.port}/`, block);
    expect(outcome).toMatchObject({ ok: true, tls: { verification: { kind: 'verified' } } });
    expect(outcome.tls?.alpn).toBeUndefined();
    expect(server.serverNames).toEqual(['chat.test']);
    expect(Object.keys(outcome.phases)).toEqual(['resolve', 'connect', 'tls', 'processing']);
    expect(samples(outcome).slice(3)).toEqual([
      'duration_seconds resolve',
      'duration_seconds connect',
      'duration_seconds processing',
    ]);
    const { tls = 0, processing = 0 } = outcome.phases;
    const families = websocketProber.metrics(outcome, websocketOptionsOf('{}'));
    expect(families.at(-1)?.samples.at(-1)?.value).toBeCloseTo((tls + processing) / 1000, 8);
  });

  test('refuses a certificate for another name, and keeps what it saw', async () => {
    await using server = await startTlsServer({ identity, onConnection: upgradedPeer() });
    expect(await probe(`wss://127.0.0.1:${server.port}/`, block)).toMatchObject({
      failure: { phase: 'tls', reason: 'tls.cert.name_invalid' },
      tls: { chain: [{ dnsNames: ['chat.test'] }] },
      observations: { connected: true, upgraded: false },
    });
  });
});

test.each([
  ['a refusal', response(403, 'no'), 403, 'websocket.refused'],
  ['a redirect', response(302, '', ['Location: /']), 302, 'websocket.refused'],
  ['success', response(200, 'a web page'), 200, 'websocket.refused'],
  ['an upgrade without proof', switchingProtocols('bm9wZQ=='), 101, 'websocket.protocol.error'],
  [
    'an upgrade to something else',
    'HTTP/1.1 101 X\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n',
    101,
    'websocket.protocol.error',
  ],
  ['no Connection', 'HTTP/1.1 101 X\r\nUpgrade: websocket\r\n\r\n', 101, 'websocket.protocol.error'],
  ['what is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', undefined, 'http.protocol.error'],
])('is not taken in by %s', async (...[, bytes, statusCode, reason]) => {
  await using server = await startHttpServer(reply(bytes));
  const outcome = await probe(`ws://${server.authority}/`, '{query_response: [{expect: x}]}');
  expect(outcome).toMatchObject({ ok: false, failure: { phase: 'response', reason, blame: 'target' } });
  expect(outcome.observations.statusCode).toBe(statusCode);
  expect(outcome.observations).toMatchObject({ upgraded: false, failedDueToRegex: false });
});

test('refuses an extension that it did not offer', async () => {
  await using server = await startTcpServer((socket) => {
    onUpgrade(socket, ({ response: right }) => {
      socket.write(right.replace('\r\n\r\n', '\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n'));
    });
  });
  expect(await probe(`ws://${server.target}/`)).toMatchObject({
    failure: { reason: 'websocket.protocol.error' },
    observations: { statusCode: 101, upgraded: false },
  });
});

describe('the dialogue', () => {
  const hello = serverFrame(0x81, 'hello probe 7');

  test.each([
    ['a text', [hello]],
    ['a binary message', [serverFrame(0x82, 'hello probe 7')]],
    [
      'fragments with a ping between them',
      [
        serverFrame(0x01, 'hello'),
        serverFrame(0x89, 'are you there'),
        serverFrame(0x00, ''),
        serverFrame(0x80, ' probe 7'),
      ],
    ],
    ['a pong that nobody asked for', [serverFrame(0x8a, ''), hello]],
  ])('understands %s', async (...[, frames]) => {
    await using server = await startTcpServer(upgradedPeer(...frames));
    const outcome = await probe(
      `ws://${server.target}/`,
      '{query_response: [{expect: "^hello (\\\\w+) 7$"}]}',
    );
    expect(outcome).toMatchObject({ ok: true });
    expect(Object.keys(outcome.phases)).toEqual(['resolve', 'connect', 'processing', 'transfer']);
    expect(samples(outcome).at(-1)).toBe('duration_seconds transfer');
  });

  test('reads frames that came with the response, and those that come byte by byte', async () => {
    await using server = await startTcpServer((socket) => {
      onUpgrade(socket, ({ response: right }) => {
        const bytes = [...serverFrame(0x81, 'slow')];
        const timer = setInterval(() => socket.write(Buffer.of(bytes.shift() ?? 0x8a)), 1);
        socket.on('close', () => clearInterval(timer));
        socket.write(Buffer.concat([Buffer.from(right), hello]));
        socket.resume();
      });
    });
    const block = '{query_response: [{expect: hello}, {expect: ^slow$}]}';
    expect(await probe(`ws://${server.target}/`, block)).toMatchObject({ ok: true });
  });

  test.each([
    ['another message first', [serverFrame(0x81, 'busy'), hello], 'assertion assert.expect'],
    ['an empty message', [serverFrame(0x81, '')], 'assertion assert.expect'],
    ['a message that is not UTF-8', [serverFrame(0x81, Buffer.of(0xff))], 'assertion assert.expect'],
    ['no message', [], 'response dialogue.timed_out'],
    ['half a message', [serverFrame(0x01, 'hello')], 'response dialogue.timed_out'],
    ['half a frame', [hello.subarray(0, 5)], 'response dialogue.timed_out'],
    ['a close', [serverFrame(0x88, Buffer.from('03f7676f', 'hex'))], 'response dialogue.closed'],
    ['a close without a code', [serverFrame(0x88, '')], 'response dialogue.closed'],
    ['a masked frame', [Buffer.from('8181000000007a', 'hex')], 'response websocket.protocol.error'],
    ['a compressed frame', [serverFrame(0xc1, 'x')], 'response websocket.protocol.error'],
    ['the rest of nothing', [serverFrame(0x80, 'x')], 'response websocket.protocol.error'],
    [
      'a message within a message',
      [serverFrame(0x01, 'x'), serverFrame(0x81, 'y')],
      'response websocket.protocol.error',
    ],
    ['a length of 2^63', [Buffer.from('827f8000000000000000', 'hex')], 'response websocket.protocol.error'],
    [
      'a length of 2^63 - 1',
      [Buffer.from('827f7fffffffffffffff', 'hex')],
      'response websocket.message_too_large',
    ],
    [
      'fragments that are too large together',
      [serverFrame(0x02, Buffer.alloc(16 * 1024 * 1024)), serverFrame(0x80, 'x')],
      'response websocket.message_too_large',
    ],
  ])('fails for %s', async (...[, frames, kind]) => {
    await using server = await startTcpServer(upgradedPeer(...frames));
    const outcome = await probe(`ws://${server.target}/`, '{query_response: [{expect: hello}]}', 300);
    const [phase, reason] = kind.split(' ');
    expect(outcome).toMatchObject({
      ok: false,
      failure: { phase, reason, blame: 'target' },
      observations: { statusCode: 101, upgraded: true, failedDueToRegex: true },
    });
    expect(Object.keys(outcome.phases)).toContain('transfer');
    await server.untilIdle();
  });

  test.each<[string, (socket: Socket) => unknown, string]>([
    ['closes the connection', (socket) => socket.end(), 'dialogue.closed'],
    ['resets the connection', (socket) => socket.resetAndDestroy(), 'tcp.reset'],
    ['floods with pings', (socket) => flood(socket, serverFrame(0x89, 'x')), 'dialogue.timed_out'],
    ['floods with empty fragments', (socket) => flood(socket, serverFrame(0x00, '')), 'dialogue.timed_out'],
  ])('ends when a peer that has upgraded %s', async (...[, talk, reason]) => {
    await using server = await startTcpServer((socket) => {
      onUpgrade(socket, ({ response: right }) => {
        socket.once('data', () => talk(socket));
        socket.write(Buffer.concat([Buffer.from(right), serverFrame(0x01, 'begin')]));
      });
    });
    const block = '{query_response: [{send: go}, {expect: hello}]}';
    expect(await probe(`ws://${server.target}/`, block, 300)).toMatchObject({
      failure: { reason },
      observations: { upgraded: true, failedDueToRegex: true },
    });
    await server.untilIdle();
  });

  test('says with which code and words the peer closed', async () => {
    const close = serverFrame(0x88, Buffer.concat([Buffer.of(0x03, 0xf7), Buffer.from('try later')]));
    await using server = await startTcpServer(upgradedPeer(close));
    expect(await probe(`ws://${server.target}/`, '{query_response: [{expect: x}]}')).toMatchObject({
      failure: { detail: 'the target closed the WebSocket with code 1015: "try later"' },
    });
  });
});

function flood(socket: Socket, frame: Buffer): void {
  const chunk = Buffer.concat(Array.from({ length: 5000 }, () => frame));
  const pump = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', pump);
  pump();
}

test.each<[string, (socket: Socket) => unknown, string]>([
  ['is silent', () => {}, 'http.response.timed_out'],
  ['stops within the head', (socket) => socket.write('HTTP/1.1 101'), 'http.response.timed_out'],
  ['closes within the head', (socket) => socket.end('HTTP/1.1 101'), 'http.response.incomplete'],
  ['closes instead of an answer', (socket) => socket.end(), 'tcp.closed'],
  ['resets instead of an answer', (socket) => socket.resetAndDestroy(), 'tcp.reset'],
  [
    'sends a head without end',
    (socket) => socket.write(`HTTP/1.1 101 X\r\n${'X: y\r\n'.repeat(20_000)}`),
    'http.response.headers_too_large',
  ],
])('holds its ground when a peer %s', async (...[, talk, reason]) => {
  await using server = await startTcpServer((socket) => onUpgrade(socket, () => void talk(socket)));
  const outcome = await probe(`ws://${server.target}/`, '{query_response: [{expect: x}]}', 200);
  expect(outcome).toMatchObject({
    failure: { phase: 'response', reason, blame: 'target' },
    observations: { connected: true, upgraded: false, failedDueToRegex: false },
  });
  expect(outcome.observations.statusCode).toBeUndefined();
  await server.untilIdle();
});
