import type net from 'node:net';
import { expect, test } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import type { DnsObservations } from '../../../probes/dns/observations.ts';
import { dnsProber } from '../../../probes/dns/prober.ts';
import { mint, mintAuthority } from '../../helpers/certificates.ts';
import { fixedResolver, testContext } from '../../helpers/context.ts';
import { dnsOptionsOf } from '../../helpers/dns-options.ts';
import { frame, type PeerQuery, startDnsPeer } from '../../helpers/dns-peer.ts';
import {
  questionOf,
  u32,
  wireAddresses,
  wireName,
  wireRecord,
  wireReply,
  wireString,
} from '../../helpers/dns-wire.ts';
import { fullBacklog } from '../../helpers/full-backlog.ts';
import { closedPort } from '../../helpers/tcp-server.ts';
import { startTlsServer } from '../../helpers/tls-server.ts';

const authority = mintAuthority('Test Root');
const identity = mint({ issuer: authority, dnsNames: ['dns.test'] });
const trust = `tls_config: {ca: ${JSON.stringify(authority.certPem)}}`;

const resolver = fixedResolver({
  'dns.test': ['127.0.0.1'],
  'other.test': ['127.0.0.1'],
  'dual.test': ['127.0.0.1', '::1'],
});

/** Keys of a block in flow style, beside a name and a type. */
function block(keys: string): string {
  return `{query_name: www.test, query_type: A${keys === '' ? '' : `, ${keys}`}}`;
}

async function probe(target: string, keys = '', timeoutMs = 5000): Promise<Outcome<DnsObservations>> {
  using context = testContext({ resolver, timeoutMs });
  return await dnsProber.probe({ text: target }, dnsOptionsOf(block(keys)), context);
}

/** The samples of a family as `label=value: number`, in order. */
function samples(outcome: Outcome<DnsObservations>, name: string, keys = ''): readonly string[] | undefined {
  const families = dnsProber.metrics(outcome, dnsOptionsOf(block(keys)));
  return families
    .find((family) => family.name === name)
    ?.samples.map(({ labels = {}, value }) => `${Object.values(labels).join(' ')} ${value}`.trim());
}

function answering(...hosts: readonly number[]): (query: PeerQuery) => void {
  return ({ message, send }) => send(wireReply(message, { answers: wireAddresses(...hosts) }));
}

const always = [
  'probe_dns_duration_seconds',
  'probe_dns_answer_rrs',
  'probe_dns_authority_rrs',
  'probe_dns_additional_rrs',
  'probe_dns_query_succeeded',
];

test.each(['udp', 'tcp'])('asks over %s and counts what came', async (transport) => {
  await using peer = await startDnsPeer(({ message, send }) =>
    send(
      wireReply(message, {
        flags: 0x85_80,
        answers: wireAddresses(1, 2),
        authorities: [wireRecord({ type: 'NS', data: wireName('ns') })],
        additionals: [wireRecord({ name: wireName(), type: 'OPT', data: Buffer.alloc(0) })],
      }),
    ),
  );
  const outcome = await probe(peer.target, `transport_protocol: ${transport}`);
  expect(outcome).toMatchObject({ ok: true, address: { chosen: { family: 4, address: '127.0.0.1' } } });
  expect(Object.keys(outcome.phases)).toEqual(['resolve', 'connect', 'request']);
  expect(dnsProber.metrics(outcome, dnsOptionsOf(block(''))).map(({ name }) => name)).toEqual([
    ...always,
    'probe_dns_answer_min_ttl_seconds',
  ]);
  expect(samples(outcome, 'probe_dns_answer_rrs')).toEqual(['2']);
  expect(samples(outcome, 'probe_dns_authority_rrs')).toEqual(['1']);
  expect(samples(outcome, 'probe_dns_additional_rrs')).toEqual(['1']);
  expect(samples(outcome, 'probe_dns_query_succeeded')).toEqual(['1']);
  expect(samples(outcome, 'probe_dns_answer_min_ttl_seconds')).toEqual(['60']);
  expect(dnsProber.facts(outcome)).toEqual([
    { name: 'status', value: 'NOERROR' },
    { name: 'flags', value: 'qr aa rd ra' },
    { name: 'records', value: '2 answer, 1 authority, 1 additional' },
    { name: 'answer', value: 'www.test. 60 IN A 192.0.2.1' },
    { name: 'answer', value: 'www.test. 60 IN A 192.0.2.2' },
  ]);
  expect(peer.queries.map((query) => query.transport)).toEqual([transport]);
});

test('reports the zeros of the reference when nothing came', async () => {
  const outcome = await probe('127.0.0.1', 'transport_protocol: sctp');
  expect(outcome).toMatchObject({
    ok: false,
    failure: { phase: 'request', reason: 'local.options', blame: 'local' },
  });
  expect(outcome.address).toBeUndefined();
  expect(dnsProber.metrics(outcome, dnsOptionsOf(block(''))).map(({ name }) => name)).toEqual(always);
  expect(samples(outcome, 'probe_dns_duration_seconds')).toEqual(['resolve 0', 'connect 0', 'request 0']);
  expect(samples(outcome, 'probe_dns_query_succeeded')).toEqual(['0']);
  expect(dnsProber.facts(outcome)).toEqual([]);
});

test('keeps a name that does not resolve out of the phase resolve', async () => {
  const outcome = await probe('missing.test');
  expect(outcome).toMatchObject({
    ok: false,
    failure: { phase: 'resolve', reason: 'dns.name_not_resolved' },
  });
  expect(samples(outcome, 'probe_dns_duration_seconds')).toEqual(['resolve 0', 'connect 0', 'request 0']);
});

test('sends the question as written, with recursion desired and nothing else', async () => {
  await using peer = await startDnsPeer(answering(1));
  const options = dnsOptionsOf('{query_name: wWw.test, query_type: HTTPS, query_class: CH}');
  using context = testContext();
  await dnsProber.probe({ text: peer.target }, options, context);
  const message = peer.queries[0]?.message ?? Buffer.alloc(0);
  expect(message.toString('latin1', 2)).toBe('\x01\0\0\x01\0\0\0\0\0\0\x03wWw\x04test\0\0\x41\0\x03');
});

test('asks for the root name and any type without a block', async () => {
  await using peer = await startDnsPeer(answering(1));
  using context = testContext();
  await dnsProber.probe({ text: peer.target }, dnsProber.options.parse(undefined), context);
  expect(questionOf(peer.queries[0]?.message ?? Buffer.alloc(0)).toString('hex')).toBe('0000ff0001');
});

test('asks with an id that nobody can foresee', async () => {
  await using peer = await startDnsPeer(answering(1));
  for (let round = 0; round < 5; round += 1) await probe(peer.target);
  expect(new Set(peer.queries.map(({ message }) => message.readUInt16BE(0))).size).toBeGreaterThan(1);
});

test.each([
  ['nothing preferred', '', '::1'],
  ['IPv4 preferred', 'preferred_ip_protocol: ip4', '127.0.0.1'],
])('asks one address of a name with %s', async (_name, keys, address) => {
  await using peer = await startDnsPeer(answering(1), address);
  const port = peer.target.split(':').at(-1);
  expect(await probe(`dual.test:${port}`, keys)).toMatchObject({
    ok: true,
    address: { chosen: { address } },
  });
});

test.each(['udp', 'tcp'])('asks over %s from the source address', async (transport) => {
  const sources: (string | undefined)[] = [];
  await using peer = await startDnsPeer((query) => {
    sources.push(query.from);
    answering(1)(query);
  });
  const keys = `transport_protocol: ${transport}, source_ip_address: 127.0.0.88`;
  expect(await probe(peer.target, keys)).toMatchObject({ ok: true });
  expect(sources).toEqual(['127.0.0.88']);
});

test.each([
  ['TCP', 'transport_protocol: tcp'],
  ['TLS', `transport_protocol: tcp, dns_over_tls: true, ${trust}`],
])(
  'gives up at its deadline when nobody takes its %s connection from a source address',
  async (_name, keys) => {
    await using silent = await fullBacklog();
    const target = `127.0.0.1:${silent.port}`;
    const outcome = await probe(target, `${keys}, source_ip_address: 127.0.0.88`, 150);
    expect(outcome).toMatchObject({ ok: false, failure: { phase: 'connect', reason: 'tcp.timed_out' } });
    expect(outcome.ok ? '' : outcome.failure.detail).toContain('no result within 0.15 s');
  },
);

test.each([
  ['is no address', 'source_ip_address: nope', 'local.source_address'],
  ['is of the other family', 'source_ip_address: "::1"', 'local.source_address'],
  ['is not one of this host', 'source_ip_address: 192.0.2.1', 'local.source_address'],
])('blames itself for a source address that %s', async (_name, keys, reason) => {
  await using peer = await startDnsPeer(answering(1));
  for (const transport of ['udp', 'tcp']) {
    expect(await probe(peer.target, `${keys}, transport_protocol: ${transport}`)).toMatchObject({
      ok: false,
      failure: { phase: 'connect', reason, blame: 'local' },
    });
  }
  expect(peer.queries).toEqual([]);
});

test.each([
  ['a label that is too long', `{query_name: ${'x'.repeat(64)}}`, 'local.options'],
  ['an empty label', '{query_name: a..b}', 'local.options'],
  ['TLS over UDP', '{query_name: a, dns_over_tls: true}', 'local.options'],
  [
    'a CA bundle that is not there',
    '{query_name: a, transport_protocol: tcp, dns_over_tls: true, tls_config: {ca_file: /nowhere}}',
    'local.file',
  ],
])(
  'blames itself for %s, after the address was chosen and before anything is sent',
  async (_name, text, reason) => {
    await using peer = await startDnsPeer(answering(1));
    using context = testContext();
    const outcome = await dnsProber.probe({ text: peer.target }, dnsOptionsOf(text), context);
    expect(outcome).toMatchObject({ ok: false, failure: { reason, blame: 'local' } });
    expect(Object.keys(outcome.phases)).toEqual(['resolve']);
    expect(peer.queries).toEqual([]);
  },
);

test.each([
  ['a port that is none', '127.0.0.1:99999'],
  ['a service nobody knows', '127.0.0.1:nosuchservice'],
  ['port 0', '127.0.0.1:0'],
])('refuses a target with %s', async (_name, target) => {
  expect(await probe(target)).toMatchObject({
    ok: false,
    failure: { reason: 'target.invalid', blame: 'local' },
  });
});

/** Peers over UDP, and how a run with 200 ms ends. */
const datagramPeers: readonly (readonly [string, (query: PeerQuery) => void, string, string])[] = [
  ['says nothing', () => {}, 'dns.timed_out', 'network'],
  [
    'answers with wrong ids only',
    ({ message, send }) => send(wireReply(message, { id: message.readUInt16BE(0) ^ 1 })),
    'dns.timed_out',
    'target',
  ],
  ['echoes the query', ({ message, send }) => send(message), 'dns.timed_out', 'target'],
  [
    'answers another question',
    ({ message, send }) =>
      send(wireReply(message, { question: Buffer.concat([wireName('x'), Buffer.of(0, 1, 0, 1)]) })),
    'dns.timed_out',
    'target',
  ],
  [
    'sends short datagrams of another id',
    ({ send }) => {
      send(Buffer.alloc(0));
      send(Buffer.alloc(1));
      send(Buffer.alloc(11));
    },
    'dns.timed_out',
    'target',
  ],
  [
    'sends a header cut short',
    ({ message, send }) => send(message.subarray(0, 3)),
    'dns.malformed',
    'target',
  ],
  [
    'sends garbage behind the right id',
    ({ message, send }) =>
      send(Buffer.concat([wireReply(message, { counts: [1, 5, 0, 0] }), Buffer.alloc(300, 0xff)])),
    'dns.malformed',
    'target',
  ],
  [
    'claims 65,535 records',
    ({ message, send }) =>
      send(wireReply(message, { answers: wireAddresses(1), counts: [1, 65_535, 65_535, 65_535] })),
    'dns.malformed',
    'target',
  ],
  [
    'sends more than 512 bytes',
    ({ message, send }) => send(wireReply(message, { answers: wireAddresses(...Array<number>(40).fill(1)) })),
    'dns.too_large',
    'target',
  ],
  [
    'floods with wrong ids',
    ({ message, send }) => {
      const wrong = wireReply(message, { id: message.readUInt16BE(0) ^ 1 });
      for (let count = 0; count < 5000; count += 1) send(wrong);
    },
    'dns.timed_out',
    'target',
  ],
];

test.each(datagramPeers)('ends in time when a peer over UDP %s', async (...[, answer, reason, blame]) => {
  await using peer = await startDnsPeer(answer);
  const startMs = performance.now();
  // Enough for the first datagrams to be seen on a machine that does something else meanwhile.
  const outcome = await probe(peer.target, '', 1000);
  expect(performance.now() - startMs).toBeLessThan(3000);
  expect(outcome).toMatchObject({ ok: false, failure: { phase: 'response', reason, blame } });
  expect(samples(outcome, 'probe_dns_query_succeeded')).toEqual(['0']);
  expect(peer.queries).toHaveLength(1);
});

test('counts the datagrams it passed over', async () => {
  await using peer = await startDnsPeer(({ message, send }) => {
    for (const difference of [1, 2, 3])
      send(wireReply(message, { id: message.readUInt16BE(0) ^ difference }));
  });
  expect(await probe(peer.target, '', 200)).toMatchObject({
    failure: {
      detail:
        'no result within 0.2 s: time ran out while waiting for the response; 3 datagrams that were no reply to the query came',
    },
  });
});

test.each([
  ['a wrong id', ({ message }: PeerQuery) => wireReply(message, { id: message.readUInt16BE(0) ^ 1 })],
  ['no QR bit', ({ message }: PeerQuery) => message],
  ['no bytes', () => Buffer.alloc(0)],
  [
    'another question',
    ({ message }: PeerQuery) => wireReply(message, { question: Buffer.of(0, 0, 1, 0, 1) }),
  ],
])('passes over a datagram with %s and takes the reply behind it', async (_name, forged) => {
  await using peer = await startDnsPeer((query) => {
    query.send(forged(query));
    answering(1)(query);
    answering(1, 2)(query);
  });
  const outcome = await probe(peer.target);
  expect(outcome.ok).toBe(true);
  expect(samples(outcome, 'probe_dns_answer_rrs')).toEqual(['1']);
});

test('takes no datagram from another port', async () => {
  await using stranger = await startDnsPeer(() => {});
  await using peer = await startDnsPeer(({ message, fromPort }) =>
    stranger.sendTo(fromPort, wireReply(message, { answers: wireAddresses(1) })),
  );
  expect(await probe(peer.target, '', 200)).toMatchObject({
    ok: false,
    failure: { reason: 'dns.timed_out', blame: 'network' },
  });
});

test('takes a truncated reply as it is and asks nobody else', async () => {
  await using peer = await startDnsPeer(({ message, send }) =>
    send(wireReply(message, { flags: 0x83_80, answers: wireAddresses(1) })),
  );
  expect(await probe(peer.target)).toMatchObject({
    ok: true,
    observations: { reply: { flags: ['qr', 'tc', 'rd', 'ra'] } },
  });
  expect(peer.queries.map(({ transport }) => transport)).toEqual(['udp']);
});

test('reports at once that nothing listens on the port', async () => {
  const port = await closedPort();
  expect(await probe(`127.0.0.1:${port}`)).toMatchObject({
    ok: false,
    failure: { phase: 'request', reason: 'udp.refused', blame: 'target' },
  });
  expect(await probe(`127.0.0.1:${port}`, 'transport_protocol: tcp')).toMatchObject({
    ok: false,
    failure: { phase: 'connect', reason: 'tcp.refused', blame: 'target' },
  });
});

function stream(talk: (socket: net.Socket, reply: Buffer) => void): (query: PeerQuery) => void {
  return ({ message, socket }) => {
    if (socket !== undefined) talk(socket, frame(wireReply(message, { answers: wireAddresses(1) })));
  };
}

/** Peers over TCP, and how a run with 300 ms ends. */
const streamPeers: readonly (readonly [string, (query: PeerQuery) => void, string])[] = [
  ['says nothing', () => {}, 'dns.timed_out'],
  ['closes', stream((socket) => socket.end()), 'tcp.closed'],
  ['resets', stream((socket) => socket.resetAndDestroy()), 'tcp.reset'],
  [
    'closes after half of the length',
    stream((socket, reply) => socket.end(reply.subarray(0, 1))),
    'tcp.closed',
  ],
  [
    'closes after half of the reply',
    stream((socket, reply) => socket.end(reply.subarray(0, 20))),
    'tcp.closed',
  ],
  [
    'announces more than it sends',
    stream((socket, reply) => socket.write(Buffer.concat([Buffer.of(0xff, 0xff), reply]))),
    'dns.timed_out',
  ],
  [
    'announces less than it sends',
    stream((socket, reply) => socket.write(Buffer.concat([Buffer.of(0, 20), reply.subarray(2)]))),
    'dns.malformed',
  ],
  ['sends a frame of no bytes', stream((socket) => socket.write(Buffer.alloc(1000))), 'dns.malformed'],
  [
    'answers with a wrong id',
    ({ message, send }) => send(wireReply(message, { id: message.readUInt16BE(0) ^ 1 })),
    'dns.mismatched',
  ],
  [
    'answers another question',
    ({ message, send }) => send(wireReply(message, { question: Buffer.of(0, 0, 1, 0, 1) })),
    'dns.mismatched',
  ],
  ['echoes the query', ({ message, send }) => send(message), 'dns.mismatched'],
  ['floods', stream((socket) => socket.write(Buffer.alloc(1_000_000, 0xff))), 'dns.mismatched'],
  ['drips without end', stream((socket) => drip(socket, Buffer.alloc(60_000, 0xff))), 'dns.timed_out'],
];

function drip(socket: net.Socket, bytes: Buffer): void {
  let at = 0;
  const timer = setInterval(() => {
    socket.write(bytes.subarray(at, at + 1));
    at += 1;
    if (at === bytes.length) clearInterval(timer);
  }, 1);
  socket.on('close', () => clearInterval(timer));
}

test.each(streamPeers)('ends in time when a peer over TCP %s', async (...[, answer, reason]) => {
  await using peer = await startDnsPeer(answer);
  const startMs = performance.now();
  const outcome = await probe(peer.target, 'transport_protocol: tcp', 300);
  expect(performance.now() - startMs).toBeLessThan(1100);
  expect(outcome).toMatchObject({ ok: false, failure: { phase: 'response', reason, blame: 'target' } });
  expect(samples(outcome, 'probe_dns_query_succeeded')).toEqual(['0']);
  expect(peer.queries).toHaveLength(1);
});

test('takes a reply that drips byte by byte, and no second one', async () => {
  await using peer = await startDnsPeer(
    stream((socket, reply) => drip(socket, Buffer.concat([reply, reply]))),
  );
  expect(await probe(peer.target, 'transport_protocol: tcp')).toMatchObject({ ok: true });
});

const overTls = `transport_protocol: tcp, dns_over_tls: true, ${trust}`;

function tlsAnswering(hosts: readonly number[]) {
  return startTlsServer({
    identity,
    onConnection: (socket) =>
      socket.once('data', (query: Buffer) =>
        socket.write(frame(wireReply(query.subarray(2), { answers: wireAddresses(...hosts) }))),
      ),
  });
}

test('asks over TLS, without ALPN, and keeps the handshake apart from the connection', async () => {
  await using server = await tlsAnswering([1]);
  const outcome = await probe(`dns.test:${server.port}`, overTls);
  expect(outcome).toMatchObject({
    ok: true,
    tls: { version: 'TLS 1.3', verification: { kind: 'verified' } },
  });
  expect(outcome.tls?.alpn).toBeUndefined();
  expect(server.serverNames).toEqual(['dns.test']);
  expect(Object.keys(outcome.phases)).toEqual(['resolve', 'connect', 'tls', 'request']);
  const { connect = 0, tls = 0, request = 0 } = outcome.phases;
  const [, asConnect, asRequest] = samples(outcome, 'probe_dns_duration_seconds') ?? [];
  expect(Number(asConnect?.split(' ')[1])).toBeCloseTo((connect + tls) / 1000, 8);
  expect(Number(asRequest?.split(' ')[1])).toBeCloseTo(request / 1000, 8);
});

test('refuses a certificate for another name, and keeps what it says', async () => {
  await using server = await tlsAnswering([1]);
  const outcome = await probe(`other.test:${server.port}`, overTls);
  expect(outcome).toMatchObject({
    ok: false,
    failure: { phase: 'tls', reason: 'tls.cert.name_invalid' },
    tls: { chain: [{ dnsNames: ['dns.test'] }] },
  });
  expect(outcome.observations.reply).toBeUndefined();
});

test('verifies the name of the module where it has one', async () => {
  await using server = await tlsAnswering([1]);
  const keys = overTls.replace('{ca:', '{server_name: dns.test, ca:');
  expect(await probe(`127.0.0.1:${server.port}`, keys)).toMatchObject({ ok: true });
});

function soa(serial: number): Buffer {
  return wireRecord({
    type: 'SOA',
    data: Buffer.concat([wireName('ns'), wireName('h'), u32(serial, 1, 2, 3, 4)]),
  });
}

test.each([
  ['the last of several', { answers: [soa(7), soa(9)] }, ['9']],
  ['no answer', { authorities: [soa(5)] }, ['0']],
  ['a refusal', { flags: 0x81_85, answers: [soa(3)] }, ['3']],
])('reports the serial of a zone with %s', async (_name, reply, serial) => {
  await using peer = await startDnsPeer(({ message, send }) => send(wireReply(message, reply)));
  const options = dnsOptionsOf('{query_name: a, query_type: SOA}');
  using context = testContext();
  const outcome = await dnsProber.probe({ text: peer.target }, options, context);
  const families = dnsProber.metrics(outcome, options);
  expect(families.find(({ name }) => name === 'probe_dns_serial')?.samples).toEqual([
    { value: Number(serial[0]) },
  ]);
});

test('reports no serial for other types and without a reply', async () => {
  await using peer = await startDnsPeer(({ message, send }) =>
    send(wireReply(message, { answers: [soa(7)] })),
  );
  expect(samples(await probe(peer.target), 'probe_dns_serial')).toBeUndefined();
  const outcome = await probe('missing.test');
  const families = dnsProber.metrics(outcome, dnsOptionsOf('{query_name: a, query_type: SOA}'));
  expect(families.map(({ name }) => name)).toEqual(always);
});

test('keeps what came when rules refuse it', async () => {
  await using peer = await startDnsPeer(({ message, send }) => send(wireReply(message, { flags: 0x81_85 })));
  const outcome = await probe(peer.target, 'recursion_desired: false');
  expect(outcome).toMatchObject({
    ok: false,
    failure: { phase: 'assertion', reason: 'assert.rcode', blame: 'target' },
  });
  expect(samples(outcome, 'probe_dns_query_succeeded')).toEqual(['1']);
  expect(samples(outcome, 'probe_dns_answer_rrs')).toEqual(['0']);
  expect(samples(outcome, 'probe_dns_answer_min_ttl_seconds')).toBeUndefined();
  expect(peer.queries[0]?.message.readUInt16BE(2)).toBe(0);
});

test('takes the shortest time to live, and one with its first bit set for none', async () => {
  const answers = [100, 2 ** 31, 50].map((ttlSeconds) => wireRecord({ type: 'A', ttlSeconds, data: u32(1) }));
  await using peer = await startDnsPeer(({ message, send }) => send(wireReply(message, { answers })));
  expect(samples(await probe(peer.target), 'probe_dns_answer_min_ttl_seconds')).toEqual(['0']);
});

test('takes longer replies with EDNS, up to the size it announced', async () => {
  const text = (count: number) => [
    wireRecord({ type: 'TXT', data: Buffer.concat(Array<Buffer>(count).fill(wireString('x'.repeat(99)))) }),
  ];
  await using peer = await startDnsPeer(({ message, send }) =>
    send(wireReply(message, { answers: text(10) })),
  );
  expect(await probe(peer.target, 'edns: {}')).toMatchObject({ ok: true });
  expect(await probe(peer.target, 'edns: {udp_size: 900}')).toMatchObject({
    failure: { reason: 'dns.too_large' },
  });
  expect(await probe(peer.target, 'transport_protocol: tcp')).toMatchObject({ ok: true });
});

test('asks for authentic data, and reports whether it came', async () => {
  await using peer = await startDnsPeer(({ message, send }) =>
    send(
      wireReply(message, { flags: 0x81_80 | (message.readUInt16BE(2) & 0x20), answers: wireAddresses(1) }),
    ),
  );
  const demanded = 'fail_if_not_authenticated: true';
  const secure = await probe(peer.target, demanded);
  expect(secure).toMatchObject({ ok: true, observations: { reply: { flags: ['qr', 'rd', 'ra', 'ad'] } } });
  expect(samples(secure, 'probe_dns_authenticated', demanded)).toEqual(['1']);
  const plain = await probe(peer.target, 'edns: {dnssec_ok: true}');
  expect(samples(plain, 'probe_dns_authenticated', 'edns: {dnssec_ok: true}')).toEqual(['0']);
  expect(samples(plain, 'probe_dns_authenticated', 'edns: {}')).toBeUndefined();
});

test('shows the first answers, cut short, and how many more there are', async () => {
  const data = Buffer.concat(Array<Buffer>(8).fill(wireString('x'.repeat(200))));
  const answers = [wireRecord({ type: 'TXT', data }), ...wireAddresses(...Array<number>(60).fill(1))];
  await using peer = await startDnsPeer(({ message, send }) => send(wireReply(message, { answers })));
  const outcome = await probe(peer.target, 'transport_protocol: tcp');
  const shown = dnsProber.facts(outcome).filter(({ name }) => name === 'answer');
  expect(shown).toHaveLength(51);
  expect(shown[0]?.value).toMatch(/^www\.test\. 60 IN TXT "x+" "x.*…$/u);
  expect(shown.at(-1)?.value).toBe('11 more');
});
