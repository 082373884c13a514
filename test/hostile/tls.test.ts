import { createHash, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { describe, test } from 'vitest';
import { mint, mintAuthority } from '../helpers/certificates.ts';
import { startTcpServer } from '../helpers/tcp-server.ts';
import { startTlsServer } from '../helpers/tls-server.ts';
import { attack, drip, pump } from './attack.ts';

type Talk = (socket: Socket) => void;

const probes = [
  {
    prober: 'http',
    module: 'prober: http, http: { tls_config: { insecure_skip_verify: true } }',
    scheme: 'https://',
  },
  { prober: 'tls', module: 'prober: tls, tls: { tls_config: { insecure_skip_verify: true } }', scheme: '' },
] as const;

/** A record (RFC 8446, section 5.1). */
function record(type: number, payload: Buffer): Buffer {
  const head = Buffer.of(type, 3, 3, 0, 0);
  head.writeUInt16BE(payload.length, 3);
  return Buffer.concat([head, payload]);
}

/** A message of the handshake (RFC 8446, section 4), which may claim to be longer than it is. */
function handshake(type: number, payload: Buffer, length = payload.length): Buffer {
  const head = Buffer.of(type, 0, 0, 0);
  head.writeUIntBE(length, 1, 3);
  return Buffer.concat([head, payload]);
}

const say =
  (...bytes: readonly Buffer[]): Talk =>
  (socket) => {
    socket.once('data', () => socket.write(Buffer.concat(bytes)));
  };

/** The same noise in each run. */
const noise = Buffer.concat(
  Array.from({ length: 100 }, (_, index) => createHash('sha256').update(String(index)).digest()),
);
const warning = record(21, Buffer.of(1, 0x5a));

describe.each(probes)('a TLS server, to the prober $prober,', ({ module, scheme }) => {
  test.each<{ does: string; talk: Talk; outcome: string }>([
    { does: 'says nothing', talk: () => {}, outcome: 'tls.timed_out' },
    { does: 'sends noise', talk: say(noise), outcome: 'tls.protocol.error' },
    { does: 'sends noise in a record', talk: say(record(22, noise)), outcome: 'tls.protocol.error' },
    {
      does: 'sends noise in a ServerHello',
      talk: say(record(22, handshake(2, noise))),
      outcome: 'tls.protocol.error',
    },
    {
      does: 'claims a ServerHello of 16 MB',
      talk: say(record(22, handshake(2, noise, 0xff_ffff))),
      outcome: 'tls.protocol.error',
    },
    {
      does: 'sends empty records',
      talk: (socket) =>
        socket.once('data', () =>
          pump(socket, Buffer.concat(Array.from({ length: 2000 }, () => record(22, Buffer.of())))),
        ),
      outcome: 'tls.protocol.error',
    },
    {
      does: 'warns without end',
      talk: (socket) =>
        socket.once('data', () => pump(socket, Buffer.concat(Array.from({ length: 2000 }, () => warning)))),
      outcome: 'tls.protocol.error',
    },
    {
      does: 'says that it is unknown to it',
      talk: say(record(21, Buffer.of(2, 112))),
      outcome: 'tls.protocol.error',
    },
    {
      does: 'speaks HTTP',
      talk: say(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')),
      outcome: 'tls.protocol.error',
    },
    {
      does: 'is slow',
      talk: (socket) => drip(socket, record(22, handshake(2, noise)).toString('latin1')),
      outcome: 'tls.timed_out',
    },
    {
      does: 'closes after the hello',
      talk: (socket) => socket.once('data', () => socket.end()),
      outcome: 'tcp.closed',
    },
    {
      does: 'resets after the hello',
      talk: (socket) => socket.once('data', () => socket.resetAndDestroy()),
      outcome: 'tcp.reset',
    },
  ])('that $does', async ({ talk, outcome }) => {
    await using server = await startTcpServer(talk);
    await attack({ module, target: `${scheme}${server.target}`, outcome });
    await server.untilIdle();
  });
});

describe('a certificate', () => {
  const authority = mintAuthority('Test root');
  const many = (count: number, name: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => name(index));

  test.each<{ of: string; certificate: Parameters<typeof mint>[0]; outcome: string }>([
    {
      of: '1,000 short names',
      certificate: { dnsNames: many(1000, (index) => `${index}.test`) },
      outcome: 'success',
    },
    {
      of: '5,000 long names',
      certificate: { dnsNames: many(5000, (index) => `name-${index}.some-long-domain.test`) },
      outcome: 'tls.protocol.error',
    },
    {
      of: 'a subject of 60,000 characters',
      certificate: { subject: 'a'.repeat(60_000) },
      outcome: 'success',
    },
    {
      of: 'a serial number of 2,000 bytes',
      certificate: { serialHex: `7f${randomBytes(2000).toString('hex')}` },
      outcome: 'success',
    },
    {
      of: 'the year 0',
      certificate: {
        notBefore: new Date('0000-01-01T00:00:00Z'),
        notAfter: new Date('0000-12-31T00:00:00Z'),
      },
      outcome: 'success',
    },
    { of: 'the year 9999', certificate: { notAfter: new Date('9999-12-31T23:59:59Z') }, outcome: 'success' },
    {
      of: 'control characters in its subject',
      certificate: { subject: 'a\u0000b\u001b[2J\n</td>"\\' },
      outcome: 'success',
    },
    { of: 'a NUL in its name', certificate: { dnsNames: ['good.test\u0000.evil.test'] }, outcome: 'success' },
  ])('with $of', async ({ certificate, outcome }) => {
    const identity = mint({ issuer: authority, ipAddresses: ['127.0.0.1'], ...certificate });
    await using server = await startTlsServer({ identity, onConnection: (socket) => socket.resume() });
    const module = 'prober: tls, tls: { tls_config: { insecure_skip_verify: true } }';
    await attack({ module, target: `127.0.0.1:${server.port}`, outcome });
  });

  test.each([
    { names: ['good.test\u0000.evil.test'], outcome: 'tls.cert.name_invalid' },
    { names: ['*'], outcome: 'tls.cert.name_invalid' },
    { names: ['*.test.'], outcome: 'tls.cert.name_invalid' },
    { names: ['*.*'], outcome: 'tls.cert.name_invalid' },
    { names: ['good.test, DNS:other.test'], outcome: 'tls.cert.name_invalid' },
    { names: ['good.test'], outcome: 'success' },
  ])('for the names $names is good for good.test: $outcome', async ({ names, outcome }) => {
    const identity = mint({ issuer: authority, dnsNames: names });
    await using server = await startTlsServer({ identity, onConnection: (socket) => socket.resume() });
    const module = `prober: tls, tls: { tls_config: { server_name: good.test, ca: ${JSON.stringify(authority.certPem)} } }`;
    await attack({ module, target: `127.0.0.1:${server.port}`, outcome });
  });

  test.each([
    { count: 50, outcome: 'success' },
    { count: 400, outcome: 'tls.protocol.error' },
  ])('with $count others behind it', async ({ count, outcome }) => {
    const identity = mint({ issuer: authority, ipAddresses: ['127.0.0.1'] });
    const chain = Array.from({ length: count }, (_, index) =>
      mint({ subject: `another ${index}`, isCa: true }),
    );
    await using server = await startTlsServer({ identity, chain, onConnection: (socket) => socket.resume() });
    const module = 'prober: tls, tls: { tls_config: { insecure_skip_verify: true } }';
    await attack({ module, target: `127.0.0.1:${server.port}`, outcome });
  });
});
