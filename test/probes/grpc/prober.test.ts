import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import type { GrpcObservations } from '../../../probes/grpc/observations.ts';
import { grpcProber } from '../../../probes/grpc/prober.ts';
import { mint, mintAuthority } from '../../helpers/certificates.ts';
import { fixedResolver, testContext } from '../../helpers/context.ts';
import { grpcOptionsOf } from '../../helpers/grpc-options.ts';
import {
  type GrpcReply,
  grpcReply,
  type H2Answer,
  healthReply,
  lengthPrefixed,
  startH2Server,
} from '../../helpers/h2-server.ts';
import { closedPort, startTcpServer } from '../../helpers/tcp-server.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';
import { startTlsServer } from '../../helpers/tls-server.ts';

const directory = temporaryDirectory();
afterAll(() => directory[Symbol.dispose]());

const authority = mintAuthority('Test Root');
const identity = mint({ issuer: authority, dnsNames: ['health.test'] });
const caFile = join(directory.path, 'ca.pem');
writeFileSync(caFile, authority.certPem);
const tlsBlock = `{tls: true, tls_config: {ca_file: "${caFile}"}}`;

const resolver = fixedResolver({
  'dual.test': ['127.0.0.1', '::1'],
  'health.test': ['127.0.0.1'],
});

async function probe(text: string, block = '{}', timeoutMs = 5000): Promise<Outcome<GrpcObservations>> {
  using context = testContext({ resolver, timeoutMs });
  const options = grpcOptionsOf(block);
  await grpcProber.prepare?.({ text }, options);
  return await grpcProber.probe({ text, hostname: 'other.test' }, options, context);
}

/** The values of the families as text, those of times without their values. */
function samples(outcome: Outcome<GrpcObservations>): string[] {
  return grpcProber.metrics(outcome, grpcOptionsOf('{}')).flatMap(({ name, samples }) =>
    samples.map(({ labels = {}, value }) => {
      const [label = ''] = Object.values(labels);
      return `${name.replace(/^probe_/u, '')} ${label} ${name.endsWith('seconds') ? '' : value}`.trim();
    }),
  );
}

function families(outcome: Outcome<GrpcObservations>): string[] {
  return grpcProber.metrics(outcome, grpcOptionsOf('{}')).map(({ name }) => name);
}

const tlsNames = ['probe_ssl_earliest_cert_expiry', 'probe_ssl_last_chain_info', 'probe_tls_version_info'];

describe('the health that is reported', () => {
  test.each([
    ['SERVING', healthReply(1), 'SERVING', undefined],
    ['NOT_SERVING', healthReply(2), 'NOT_SERVING', 'assert.not_serving'],
    ['SERVICE_UNKNOWN', healthReply(3), 'SERVICE_UNKNOWN', 'assert.not_serving'],
    [
      'the default, which is left out',
      grpcReply({ data: lengthPrefixed(Buffer.alloc(0)), trailers: { 'grpc-status': '0' } }),
      'UNKNOWN',
      'assert.not_serving',
    ],
    ['a number that is not defined', healthReply(77), undefined, 'assert.not_serving'],
  ])('is %s', async (...[, answer, health, reason]) => {
    await using server = await startH2Server(answer);
    const outcome = await probe(server.authority);
    expect(outcome).toMatchObject(
      reason === undefined
        ? { ok: true }
        : { ok: false, failure: { phase: 'assertion', reason, blame: 'target' } },
    );
    expect(Object.keys(outcome.phases)).toEqual(['resolve', 'connect', 'check']);
    expect(samples(outcome)).toEqual([
      'grpc_duration_seconds resolve',
      'grpc_duration_seconds check',
      'grpc_ssl  0',
      'grpc_status_code  0',
      ...['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'].map(
        (name) => `grpc_healthcheck_response ${name} ${Number(name === health)}`,
      ),
    ]);
    expect(grpcProber.facts(outcome)).toEqual([
      { name: 'grpc status', value: 'OK (0)' },
      { name: 'health', value: health ?? '77' },
    ]);
  });
});

test.each([
  ['the server as a whole', '{}', ''],
  ['a service', '{service: shop.Cart}', '0a09' + Buffer.from('shop.Cart').toString('hex')],
  ['a service with a name in UTF-8', '{service: ü}', '0a02c3bc'],
])('asks for %s', async (...[, block, message]) => {
  await using server = await startH2Server(healthReply(1));
  expect(await probe(server.authority, block)).toMatchObject({ ok: true });
  const [call] = server.calls;
  expect(call?.fields).toEqual([
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', '/grpc.health.v1.Health/Check'],
    [':authority', server.authority],
    ['content-type', 'application/grpc'],
    ['user-agent', 'Blackbox-Exporter/0.28.0'],
    ['te', 'trailers'],
  ]);
  expect(call?.body.toString('hex')).toBe(
    `00${(message.length / 2).toString(16).padStart(8, '0')}${message}`,
  );
});

test('sends metadata as configured, and never what the call itself sets', async () => {
  await using server = await startH2Server(healthReply(1));
  const block = `{metadata: {authorization: [Bearer x], x-many: [a, b], x-none: [], trace-bin: [!!binary "AP8="],
                             __proto__: [p], te: [gzip], content-type: [text/html], ":path": [/x]}}`;
  expect(await probe(server.authority, block)).toMatchObject({ ok: true });
  const [call] = server.calls;
  expect(call?.fields.slice(7)).toEqual([
    ['authorization', 'Bearer x'],
    ['x-many', 'a'],
    ['x-many', 'b'],
    ['trace-bin', 'AP8'],
    ['__proto__', 'p'],
  ]);
  expect(Object.fromEntries(call?.fields.slice(0, 7) ?? [])).toMatchObject({
    te: 'trailers',
    'content-type': 'application/grpc',
    ':path': '/grpc.health.v1.Health/Check',
  });
});

test.each([
  ['an upper-case key', '{metadata: {X-Token: [a]}}'],
  ['an empty key', '{metadata: {"": [a]}}'],
  ['a value that is not ASCII', '{metadata: {x-token: [ä]}}'],
  ['a value with a line feed', '{metadata: {x-token: ["a\\nb"]}}'],
  ['a field of the connection', '{metadata: {connection: [close]}}'],
  ['a service that is not UTF-8', '{service: !!binary "/w=="}'],
])('fails with INTERNAL, and calls nobody, for %s', async (...[, block]) => {
  await using server = await startH2Server(healthReply(1));
  const outcome = await probe(server.authority, block);
  expect(outcome).toMatchObject({
    ok: false,
    failure: { phase: 'request', reason: 'local.options', blame: 'local' },
    observations: { call: { statusCode: 13 } },
  });
  expect(server.calls).toEqual([]);
});

test.each([
  ['host:port', (port: number) => `health.test:${port}`, 'health.test:PORT'],
  ['a URL with a path', (port: number) => `http://health.test:${port}/some/path?q`, 'health.test:PORT'],
  ['an https URL, which means no TLS', (port: number) => `https://health.test:${port}`, 'health.test:PORT'],
  ['an IPv4 address', (port: number) => `127.0.0.1:${port}`, '127.0.0.1:PORT'],
])('takes %s', async (...[, targetOf, expected]) => {
  await using server = await startH2Server(healthReply(1));
  expect(await probe(targetOf(server.port))).toMatchObject({ ok: true });
  const fields = Object.fromEntries(server.calls[0]?.fields ?? []);
  expect(fields[':authority']).toBe(expected.replace('PORT', String(server.port)));
});

test('takes an IPv6 address', async () => {
  await using server = await startH2Server(healthReply(1), { host: '::1' });
  expect(await probe(server.authority)).toMatchObject({
    ok: true,
    address: { chosen: { family: 6, address: '::1' } },
  });
  expect(Object.fromEntries(server.calls[0]?.fields ?? [])[':authority']).toBe(server.authority);
});

test.each([
  ['', 6, '::1'],
  ['ip4', 4, '127.0.0.1'],
] as const)(
  'connects to the address it chose when it prefers "%s"',
  async (...[preference, family, host]) => {
    await using server = await startH2Server(healthReply(1), { host });
    expect(await probe(`dual.test:${server.port}`, `{preferred_ip_protocol: "${preference}"}`)).toMatchObject(
      {
        ok: true,
        address: { chosen: { family } },
      },
    );
  },
);

test('without a block looks for IPv6 alone', async () => {
  await using server = await startH2Server(healthReply(1));
  using context = testContext({ resolver });
  const options = grpcProber.options.parse(undefined);
  expect(await grpcProber.probe({ text: `health.test:${server.port}` }, options, context)).toMatchObject({
    failure: { phase: 'resolve', reason: 'dns.name_not_resolved' },
  });
});

describe('over TLS', () => {
  test('verifies the host, and calls it by its name alone', async () => {
    await using server = await startH2Server(healthReply(1), { identity });
    const outcome = await probe(`health.test:${server.port}`, tlsBlock);
    expect(outcome).toMatchObject({ ok: true, tls: { alpn: 'h2', verification: { kind: 'verified' } } });
    expect(Object.keys(outcome.phases)).toEqual(['resolve', 'connect', 'tls', 'check']);
    expect(Object.fromEntries(server.calls[0]?.fields ?? [])).toMatchObject({
      ':scheme': 'https',
      ':authority': 'health.test',
    });
    expect(samples(outcome)).toContain('grpc_ssl  1');
    expect(families(outcome).slice(4)).toEqual(tlsNames);
  });

  test('verifies server_name instead, and calls it', async () => {
    await using server = await startH2Server(healthReply(2), { identity });
    const block = `{tls: true, tls_config: {ca_file: "${caFile}", server_name: health.test}}`;
    const outcome = await probe(server.authority, block);
    expect(outcome).toMatchObject({ failure: { reason: 'assert.not_serving' } });
    expect(Object.fromEntries(server.calls[0]?.fields ?? [])[':authority']).toBe('health.test');
    expect(families(outcome).slice(4)).toEqual(tlsNames);
  });

  test.each<[string, H2Answer, string]>([
    ['a status other than OK', grpcReply({ head: { 'grpc-status': '5' } }), 'assert.grpc_status'],
    [
      'a message that is none',
      grpcReply({ data: lengthPrefixed(Buffer.of(0xff)), trailers: { 'grpc-status': 0 } }),
      'grpc.protocol.error',
    ],
  ])('tells nothing of TLS for %s', async (...[, answer, reason]) => {
    await using server = await startH2Server(answer, { identity });
    const outcome = await probe(`health.test:${server.port}`, tlsBlock);
    expect(outcome).toMatchObject({ failure: { reason }, tls: { alpn: 'h2' } });
    expect(samples(outcome)).toContain('grpc_ssl  0');
    expect(families(outcome)).toHaveLength(4);
  });

  test('refuses a certificate for another name', async () => {
    await using server = await startH2Server(healthReply(1), { identity });
    const outcome = await probe(server.authority, tlsBlock);
    expect(outcome).toMatchObject({
      failure: { phase: 'tls', reason: 'tls.cert.name_invalid' },
      observations: { call: { statusCode: 14 } },
    });
    expect(families(outcome)).toHaveLength(4);
  });

  test('refuses a peer that does not agree on HTTP/2', async () => {
    await using server = await startTlsServer({ identity, alpn: ['http/1.1', 'h2'].slice(2) });
    expect(await probe(`health.test:${server.port}`, tlsBlock)).toMatchObject({
      failure: { phase: 'tls', reason: 'tls.protocol.error', blame: 'target' },
      observations: { call: { statusCode: 14 } },
    });
  });

  test('finds that the peer speaks plain text', async () => {
    await using server = await startH2Server(healthReply(1));
    expect(await probe(`health.test:${server.port}`, tlsBlock)).toMatchObject({
      failure: { phase: 'tls' },
      observations: { call: { statusCode: 14 } },
    });
  });

  test('blames the missing client certificate that the peer asks for after the handshake', async () => {
    await using server = await startTlsServer({
      identity,
      clientCa: authority,
      minVersion: 'TLSv1.3',
      alpn: ['h2'],
    });
    expect(await probe(`health.test:${server.port}`, tlsBlock)).toMatchObject({
      failure: { phase: 'tls', reason: 'tls.bad_client_auth_cert' },
      observations: { call: { statusCode: 14 } },
    });
  });

  test.each([
    ['with TLS', '{tls: true, tls_config: {ca_file: /no/such/file}}'],
    ['without TLS', '{tls_config: {ca_file: /no/such/file}}'],
  ])('fails before it resolves anything for a file that is not there, %s', async (...[, block]) => {
    const outcome = await probe('health.test:1', block);
    expect(outcome).toMatchObject({ failure: { reason: 'local.file', blame: 'local' }, observations: {} });
    expect(outcome.address).toBeUndefined();
    expect(samples(outcome)).toEqual(['grpc_duration_seconds resolve', 'grpc_ssl  0', 'grpc_status_code  0']);
  });
});

test.each([
  ['a target that is no host', '[::1', 'resolve target.invalid local', undefined],
  ['a port that is no number', 'health.test:grpc', 'resolve target.invalid local', undefined],
  ['an unknown name', 'no.test:1', 'resolve dns.name_not_resolved target', undefined],
  ['a port out of range', 'health.test:65536', 'connect target.invalid local', 14],
])('fails for %s', async (...[, text, kind, statusCode]) => {
  const [phase, reason, blame] = kind.split(' ');
  const outcome = await probe(text);
  expect(outcome).toMatchObject({ ok: false, failure: { phase, reason, blame } });
  expect(outcome.observations).toEqual(statusCode === undefined ? {} : { call: { statusCode } });
});

test('is UNAVAILABLE when nothing listens', async () => {
  expect(await probe(`127.0.0.1:${await closedPort()}`)).toMatchObject({
    failure: { phase: 'connect', reason: 'tcp.refused' },
    observations: { call: { statusCode: 14 } },
  });
});

const ok = { 'grpc-status': '0' };
const data = lengthPrefixed(Buffer.of(0x08, 1));

test.each<[string, GrpcReply, number, string, RegExp]>([
  [
    'a status in trailers alone',
    { head: { 'grpc-status': '5', 'grpc-message': 'no%20service%20%C3%BC' } },
    5,
    'assert.grpc_status',
    /^the target answers NOT_FOUND \(5\): no service ü$/u,
  ],
  [
    'a status behind a message',
    { data, trailers: { 'grpc-status': '7' } },
    7,
    'assert.grpc_status',
    /^the target answers PERMISSION_DENIED \(7\)$/u,
  ],
  ['a status that gRPC does not define', { head: { 'grpc-status': '99' } }, 99, 'assert.grpc_status', /99/u],
  ['a status that is no number', { head: { 'grpc-status': 'OK' } }, 2, 'grpc.protocol.error', /"OK"/u],
  ['two statuses', { head: { 'grpc-status': ['0', '0'] } }, 2, 'grpc.protocol.error', /"0, 0"/u],
  [
    'a status that is too large',
    { head: { 'grpc-status': '4294967296' } },
    2,
    'grpc.protocol.error',
    /no number/u,
  ],
  ['no status', { data, trailers: { other: 'x' } }, 2, 'grpc.protocol.error', /without a grpc-status/u],
  ['no trailers', { data }, 13, 'grpc.protocol.error', /without a grpc-status/u],
  ['OK and no message', { head: ok }, 13, 'grpc.protocol.error', /holds no message/u],
  [
    'OK and half a prefix',
    { data: data.subarray(0, 3), trailers: ok },
    13,
    'grpc.protocol.error',
    /cut short/u,
  ],
  [
    'OK and half a message',
    { data: data.subarray(0, 6), trailers: ok },
    13,
    'grpc.protocol.error',
    /cut short/u,
  ],
  [
    'two messages',
    { data: Buffer.concat([data, data]), trailers: ok },
    13,
    'grpc.protocol.error',
    /more than/u,
  ],
  [
    'a message that is none',
    { data: lengthPrefixed(Buffer.from('ffffff', 'hex')), trailers: ok },
    13,
    'grpc.protocol.error',
    /no HealthCheckResponse/u,
  ],
  [
    'a message marked as compressed',
    { data: lengthPrefixed(Buffer.of(0x08, 1), 1), trailers: ok },
    13,
    'grpc.protocol.error',
    /no encoding is named/u,
  ],
  [
    'a compressed message',
    { head: { 'grpc-encoding': 'gzip' }, data: lengthPrefixed(Buffer.of(0x08, 1), 1), trailers: ok },
    12,
    'grpc.protocol.error',
    /"gzip"/u,
  ],
  [
    'an announced length of 4 GiB',
    { data: Buffer.from('00ffffffff', 'hex'), trailers: ok },
    8,
    'grpc.message_too_large',
    /4294967295 bytes/u,
  ],
  ['a web page', { head: { 'content-type': 'text/html' }, data }, 2, 'grpc.protocol.error', /"text\/html"/u],
  [
    'HTTP 404 without gRPC',
    { head: { ':status': 404, 'content-type': 'text/html' }, data },
    12,
    'http.error',
    /^HTTP status 404 .* UNIMPLEMENTED \(12\)$/u,
  ],
  ['HTTP 400', { head: { ':status': 400, 'content-type': 'text/html' } }, 13, 'http.error', /400/u],
  ['HTTP 401', { head: { ':status': 401, 'content-type': 'text/html' } }, 16, 'http.error', /401/u],
  ['HTTP 403', { head: { ':status': 403, 'content-type': 'text/html' } }, 7, 'http.error', /403/u],
  ['HTTP 429', { head: { ':status': 429, 'content-type': 'text/html' } }, 14, 'http.error', /429/u],
  ['HTTP 503', { head: { ':status': 503, 'content-type': 'text/html' } }, 14, 'http.error', /503/u],
  ['HTTP 500', { head: { ':status': 500, 'content-type': 'text/html' } }, 2, 'http.error', /500/u],
  ['HTTP 502 that says it is gRPC', { head: { ':status': 502 } }, 14, 'http.error', /502/u],
  [
    'HTTP 500 with a status of gRPC, which counts',
    { head: { ':status': 500, 'content-type': 'text/html', 'grpc-status': '16' } },
    16,
    'assert.grpc_status',
    /UNAUTHENTICATED/u,
  ],
])('understands %s', async (...[, reply, statusCode, reason, detail]) => {
  await using server = await startH2Server(grpcReply(reply));
  const outcome = await probe(server.authority);
  expect(outcome).toMatchObject({
    ok: false,
    failure: {
      phase: reason.startsWith('assert') ? 'assertion' : 'response',
      reason,
      blame: 'target',
      detail: expect.stringMatching(detail) as unknown,
    },
    observations: { call: { statusCode } },
  });
  expect(samples(outcome).filter((line) => line.startsWith('grpc_healthcheck_response'))).toHaveLength(4);
  expect(samples(outcome).some((line) => /healthcheck_response \w+ 1$/u.test(line))).toBe(false);
});

test.each<[string, H2Answer, number, string]>([
  ['refuses the stream', (stream) => stream.close(7), 14, 'http.response.incomplete'],
  ['cancels the stream', (stream) => stream.close(8), 1, 'http.response.incomplete'],
  ['is out of patience', (stream) => stream.close(11), 8, 'http.response.incomplete'],
  ['demands better security', (stream) => stream.close(12), 7, 'http.response.incomplete'],
  ['breaks down', (stream) => stream.close(2), 13, 'http.response.incomplete'],
  [
    'resets within its answer',
    (stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
      stream.write(data.subarray(0, 3), () => stream.destroy(new Error('broken')));
    },
    13,
    'http.response.incomplete',
  ],
  ['goes away with an error', (stream) => stream.session?.goaway(11), 14, 'http.response.incomplete'],
])('tells what happened when a server %s', async (...[, answer, statusCode, reason]) => {
  await using server = await startH2Server(answer);
  expect(await probe(server.authority)).toMatchObject({
    ok: false,
    failure: { phase: 'response', reason, blame: 'target' },
    observations: { call: { statusCode } },
  });
});

const settings = Buffer.from('000000040000000000', 'hex');

test.each<[string, (socket: Socket) => unknown, string, number]>([
  ['is silent', () => {}, 'response http.response.timed_out target', 4],
  [
    'sends its settings and is silent',
    (socket) => socket.write(settings),
    'response http.response.timed_out target',
    4,
  ],
  [
    'resets',
    (socket) => setImmediate().then(() => socket.resetAndDestroy()),
    'response tcp.reset target',
    14,
  ],
  ['closes at once', (socket) => socket.end(), 'response tcp.closed target', 14],
  [
    'closes when it is called',
    (socket) => socket.once('data', () => socket.end(settings)),
    'response tcp.closed target',
    14,
  ],
  [
    'goes away before the call',
    (socket) =>
      socket.write(Buffer.concat([settings, Buffer.from('0000080700000000000000000000000000', 'hex')])),
    'response http.response.incomplete target',
    14,
  ],
  [
    'speaks HTTP/1.1',
    (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    'response http.protocol.error target',
    14,
  ],
  [
    'announces a frame of 16 MiB',
    (socket) => socket.write(Buffer.from('ffffff040000000000000000', 'hex')),
    'response http.protocol.error target',
    14,
  ],
  ['drips', drip, 'response http.protocol.error target', 14],
])('holds its ground when a peer %s', async (...[, talk, kind, statusCode]) => {
  await using server = await startTcpServer((socket) => void talk(socket));
  const [phase, reason, blame] = kind.split(' ');
  expect(await probe(server.target, '{}', 200)).toMatchObject({
    failure: { phase, reason, blame },
    observations: { call: { statusCode } },
  });
  await server.untilIdle();
});

test('does not pile up its answers to a flood of pings that reads none', async () => {
  await using server = await startTcpServer((socket) => {
    socket.pause();
    const ping = Buffer.from('0000080600000000000000000000000000', 'hex');
    const pings = Buffer.concat([settings, ...Array.from({ length: 1000 }, () => ping)]);
    const pump = (): void => {
      while (!socket.destroyed && socket.write(pings));
    };
    socket.on('drain', pump);
    pump();
  });
  const before = process.memoryUsage.rss();
  expect(await probe(server.target, '{}', 300)).toMatchObject({ ok: false });
  expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024);
});

function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write('x'), 1);
  socket.on('close', () => clearInterval(timer));
}

test('waits for an answer that comes byte by byte', async () => {
  await using server = await startH2Server((stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    const send = (at: number): void => {
      if (at === data.length) stream.end();
      else stream.write(data.subarray(at, at + 1), () => void setImmediate().then(() => send(at + 1)));
    };
    send(0);
  });
  expect(await probe(server.authority)).toMatchObject({ ok: true });
});
