import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import type { DnsObservations } from '../../../probes/dns/observations.ts';
import { dnsProber } from '../../../probes/dns/prober.ts';
import { mint, mintAuthority } from '../../helpers/certificates.ts';
import { fixedResolver, testContext } from '../../helpers/context.ts';
import { dnsOptionsOf } from '../../helpers/dns-options.ts';
import { wireAddresses, wireReply } from '../../helpers/dns-wire.ts';
import { type DohRequest, type DohResponse, startDohServer } from '../../helpers/doh-server.ts';
import { leakedSince, openResources } from '../../helpers/open-resources.ts';
import { startTlsServer } from '../../helpers/tls-server.ts';

const authority = mintAuthority('Test Root');
const identity = mint({ issuer: authority, dnsNames: ['dns.test'] });
const resolver = fixedResolver({ 'dns.test': ['127.0.0.1'] });

async function probe(target: string, keys = '', timeoutMs = 5000): Promise<Outcome<DnsObservations>> {
  using context = testContext({ resolver, timeoutMs });
  const options = dnsOptionsOf(`{
    query_name: www.test, query_type: A, transport_protocol: https,
    tls_config: {ca: ${JSON.stringify(authority.certPem)}}${keys === '' ? '' : `, ${keys}`} }`);
  return await dnsProber.probe({ text: target }, options, context);
}

function answering({ query }: DohRequest): DohResponse {
  return { body: wireReply(query, { answers: wireAddresses(1) }) };
}

const question = 'www\x04test\0\0\x01\0\x01';

test.each([
  ['HTTP/2', '2.0', 'h2'],
  ['HTTP/1.1', '1.1', 'http/1.1'],
] as const)(
  'asks over %s with POST, an id of 0, and the media type both ways',
  async (_name, version, agreed) => {
    await using server = await startDohServer(identity, answering, agreed);
    const outcome = await probe(`dns.test:${server.port}`);
    expect(outcome).toMatchObject({
      ok: true,
      tls: { alpn: agreed, verification: { kind: 'verified' } },
      observations: { reply: { answers: ['www.test.\t60\tIN\tA\t192.0.2.1'] } },
    });
    expect(Object.keys(outcome.phases)).toEqual(['resolve', 'connect', 'tls', 'request']);
    expect(server.requests).toEqual([
      {
        version,
        method: 'POST',
        path: '/dns-query',
        authority: `dns.test:${server.port}`,
        accept: 'application/dns-message',
        contentType: 'application/dns-message',
        query: Buffer.from(`\0\0\x01\0\0\x01\0\0\0\0\0\0\x03${question}`, 'latin1'),
      },
    ]);
  },
);

test.each([
  ['the usual path', '', '', '/dns-query?dns='],
  ['the path of the module', '', 'path: /q', '/q?dns='],
  ['the path of a URL', '/custom/x', 'path: /q', '/custom/x?dns='],
  ['the query of a URL', '/custom?ct', '', '/custom?ct&dns='],
])('asks with GET at %s', async (_name, path, keys, resource) => {
  await using server = await startDohServer(identity, answering);
  const host = `dns.test:${server.port}`;
  const target = path === '' ? host : `https://${host}${path}`;
  expect(await probe(target, `method: GET${keys === '' ? '' : `, ${keys}`}`)).toMatchObject({ ok: true });
  const parameter = 'AAABAAABAAAAAAAAA3d3dwR0ZXN0AAABAAE';
  expect(server.requests).toMatchObject([
    { method: 'GET', path: `${resource}${parameter}`, contentType: '' },
  ]);
});

/** What a server answers, and what a run of 300 ms makes of it. */
const answers: readonly (readonly [
  string,
  (request: DohRequest) => DohResponse | undefined,
  string,
  string,
])[] = [
  [
    'says nothing',
    () => undefined,
    'dns.timed_out',
    'no result within 0.3 s: time ran out while waiting for the response',
  ],
  [
    'fails',
    () => ({ status: 500, body: Buffer.alloc(0) }),
    'assert.status',
    'the server answered with HTTP status 500',
  ],
  [
    'redirects',
    () => ({ status: 302, body: Buffer.alloc(0) }),
    'assert.status',
    'the server answered with HTTP status 302',
  ],
  [
    'answers with a web page',
    ({ query }) => ({ contentType: 'text/html', body: wireReply(query) }),
    'dns.malformed',
    'the server\'s reply is malformed: the content type is "text/html" and not application/dns-message',
  ],
  [
    'answers with no bytes',
    () => ({ body: Buffer.alloc(0) }),
    'dns.mismatched',
    "the server's message is no reply to the query: 0 bytes only",
  ],
  [
    'answers with half a message',
    ({ query }) => ({ body: wireReply(query, { counts: [1, 1, 0, 0] }) }),
    'dns.malformed',
    "the server's reply is malformed: 1 bytes expected, 0 left",
  ],
  [
    'answers with an id of its own',
    ({ query }) => ({ body: wireReply(query, { id: 7 }) }),
    'dns.mismatched',
    "the server's message is no reply to the query: the id of another query",
  ],
  [
    'answers with more than any message has',
    () => ({ body: Buffer.alloc(70_000) }),
    'http.response.body_too_large',
    'the response has more than 65535 bytes',
  ],
];

test.each(
  answers.flatMap(([name, ...rest]) => [
    ['h2', name, ...rest] as const,
    ['http/1.1', name, ...rest] as const,
  ]),
)('ends in time over %s when a server %s', async (alpn, _name, answer, reason, detail) => {
  await using server = await startDohServer(identity, answer, alpn);
  const outcome = await probe(`dns.test:${server.port}`, '', 300);
  expect(outcome).toMatchObject({
    ok: false,
    failure: { phase: 'response', reason, blame: 'target', detail },
  });
  expect(server.requests).toHaveLength(1);
});

test('takes a media type with parameters and in capitals', async () => {
  await using server = await startDohServer(identity, (request) => ({
    ...answering(request),
    contentType: 'Application/DNS-Message; charset=binary',
  }));
  expect(await probe(`dns.test:${server.port}`)).toMatchObject({ ok: true });
});

/** Peers that speak TLS and then no HTTP, or not for long. */
const rawPeers: readonly (readonly [string, string, (socket: TLSSocket) => void, string])[] = [
  ['closes', 'http/1.1', (socket) => socket.end(), 'tcp.closed'],
  ['closes without a word', 'http/1.1', (socket) => socket.destroy(), 'tcp.closed'],
  ['sends garbage', 'http/1.1', (socket) => socket.write('garbage\r\n'.repeat(1000)), 'http.protocol.error'],
  ['drips a header', 'http/1.1', (socket) => socket.write('HTTP/1.1 200 OK\r\nx: '), 'dns.timed_out'],
  [
    'sends half a body',
    'http/1.1',
    (socket) =>
      socket.end(
        'HTTP/1.1 200 OK\r\ncontent-type: application/dns-message\r\ncontent-length: 100\r\n\r\nabc',
      ),
    'tcp.closed',
  ],
  ['closes', 'h2', (socket) => socket.end(), 'tcp.closed'],
  ['sends garbage', 'h2', (socket) => socket.write('garbage\r\n'.repeat(1000)), 'http.protocol.error'],
  ['says nothing', 'h2', () => {}, 'dns.timed_out'],
];

test.each(rawPeers)('ends in time when a peer %s (%s)', async (_name, alpn, talk, reason) => {
  await using server = await startTlsServer({
    identity,
    alpn: [alpn],
    onConnection: (socket) => socket.once('data', () => talk(socket)),
  });
  const startMs = performance.now();
  const outcome = await probe(`dns.test:${server.port}`, '', 300);
  expect(performance.now() - startMs).toBeLessThan(1100);
  expect(outcome).toMatchObject({ ok: false, failure: { phase: 'response', reason } });
  expect(server.connections).toHaveLength(1);
});

test('refuses targets that are no https server', async () => {
  for (const target of ['https://user:word@dns.test/', 'dns.test:http', '']) {
    expect(await probe(target)).toMatchObject({
      ok: false,
      failure: { reason: 'target.invalid', blame: 'local' },
    });
  }
});

test('leaves nothing behind after 50 runs, however they ended', async () => {
  await using good = await startDohServer(identity, answering);
  await using plain = await startDohServer(identity, answering, 'http/1.1');
  await using silent = await startDohServer(identity, () => undefined);
  await probe(`dns.test:${good.port}`);
  const before = openResources();
  for (let round = 0; round < 10; round += 1) {
    await Promise.all([
      probe(`dns.test:${good.port}`),
      probe(`dns.test:${plain.port}`),
      probe(`127.0.0.1:${good.port}`),
      probe(`dns.test:${silent.port}`, '', 50),
      probe(`dns.test:${silent.port}`, 'method: GET', 50),
    ]);
  }
  expect(await leakedSince(before)).toEqual([]);
});
