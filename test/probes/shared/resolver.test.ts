import dgram from 'node:dgram';
import { getEventListeners, once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemResolver } from '../../../probes/shared/resolver.ts';
import { type DnsAnswer, startDnsServer } from '../../helpers/dns-server.ts';
import { leakedSince, openResources, settled } from '../../helpers/open-resources.ts';
import { closedPort } from '../../helpers/tcp-server.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';

const both = [6, 4] as const;
const never = { signal: new AbortController().signal };

/** A resolver whose files hold these texts; `write` replaces the hosts file. */
function resolverWith(files: { readonly hosts?: string; readonly resolvConf: string }) {
  const directory = temporaryDirectory();
  const paths = { hosts: join(directory.path, 'hosts'), resolvConf: join(directory.path, 'resolv.conf') };
  const write = (hosts: string): void => writeFileSync(paths.hosts, hosts);
  write(files.hosts ?? '');
  writeFileSync(paths.resolvConf, files.resolvConf);
  return { resolver: systemResolver(paths), write, [Symbol.dispose]: () => directory[Symbol.dispose]() };
}

/** Answers by name; every other name does not exist. */
function zone(names: Readonly<Record<string, DnsAnswer>>) {
  return ({ name }: { readonly name: string }): DnsAnswer => names[name] ?? { rcode: 3 };
}

/** The query with the flags of a reply (RFC 1035, section 4.1.1) and an id that is so far from its own. */
function replyTo(query: Buffer, { flags, idAway = 0 }: { readonly flags: number; readonly idAway?: number }) {
  const reply = Buffer.from(query);
  reply.writeUInt16BE((query.readUInt16BE(0) + idAway) % 0x1_00_00, 0);
  reply.writeUInt16BE(flags, 2);
  return reply;
}

/** Sends some datagrams back for each that comes. */
async function startUdpPeer(answer: (query: Buffer) => readonly Buffer[]) {
  const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  socket.on('message', (query, from) => {
    for (const bytes of answer(query)) socket.send(bytes, from.port, from.address);
  });
  return {
    address: `[127.0.0.1]:${socket.address().port}`,
    [Symbol.asyncDispose]: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}

const world = {
  'dual.test': { addresses: ['192.0.2.1', '192.0.2.2', '2001:db8::2', '2001:db8::1'] },
  'v4.test': { addresses: ['192.0.2.1'] },
  'mapped.test': { addresses: ['::ffff:192.0.2.5'] },
  'empty.test': {},
  'servfail.test': { rcode: 2 },
  'refused.test': { rcode: 5 },
  'garbage.test': 'garbage',
  'db.corp.test': { addresses: ['192.0.2.3'] },
} as const;

test.each([
  ['both families, IPv6 first', 'dual.test', both, ['2001:db8::2', '2001:db8::1', '192.0.2.1', '192.0.2.2']],
  ['IPv4 alone', 'dual.test', [4], ['192.0.2.1', '192.0.2.2']],
  ['the family there is', 'v4.test', both, ['192.0.2.1']],
  ['an IPv4-mapped answer as IPv4', 'mapped.test', both, ['192.0.2.5']],
  ['a rooted name', 'v4.test.', [4], ['192.0.2.1']],
  ['a completed name', 'db', [4], ['192.0.2.3']],
] as const)('resolves %s', async (...[, name, families, addresses]) => {
  await using server = await startDnsServer(zone(world));
  using files = resolverWith({ resolvConf: `nameserver ${server.address}\nsearch corp.test` });
  const lookup = await files.resolver.lookup(name, families, never);
  expect(lookup.ok && lookup.addresses.map(({ address }) => address)).toEqual(addresses);
});

test.each([
  ['a name that does not exist', 'no.test', both, 'dns.name_not_resolved', 'no.test: no such host'],
  [
    'a name without addresses',
    'empty.test',
    both,
    'dns.name_not_resolved',
    'empty.test has no IPv6 or IPv4 address',
  ],
  ['a name without that family', 'v4.test', [6], 'dns.name_not_resolved', 'v4.test has no IPv6 address'],
  ['a server that fails', 'servfail.test', both, 'dns.failed', 'answered SERVFAIL for servfail.test.'],
  ['a server that refuses', 'refused.test', both, 'dns.failed', 'answered REFUSED for refused.test.'],
  [
    'a server that talks nonsense',
    'garbage.test',
    both,
    'dns.failed',
    'sent an answer that makes no sense for garbage.test.',
  ],
] as const)('reports %s', async (...[, name, families, reason, detail]) => {
  await using server = await startDnsServer(zone(world));
  using files = resolverWith({ resolvConf: `nameserver ${server.address}` });
  const lookup = await files.resolver.lookup(name, families, never);
  const expected = reason === 'dns.failed' ? `the resolver ${server.address} ${detail}` : detail;
  expect(lookup).toEqual({ ok: false, failure: { reason, detail: expected } });
});

test('reports a resolver that nobody listens for', async () => {
  const port = await closedPort();
  using files = resolverWith({ resolvConf: `nameserver [127.0.0.1]:${port}` });
  expect(await files.resolver.lookup('shop.test', both, never)).toEqual({
    ok: false,
    failure: { reason: 'dns.unreachable', detail: `the resolver [127.0.0.1]:${port} cannot be reached` },
  });
});

test('reports a resolver that is silent, after as many rounds as resolv.conf says', async () => {
  await using server = await startDnsServer(() => 'silence');
  using files = resolverWith({ resolvConf: `nameserver ${server.address}\noptions timeout:1 attempts:2` });
  expect(await files.resolver.lookup('shop.test', [4], never)).toEqual({
    ok: false,
    failure: { reason: 'dns.timed_out', detail: `the resolver ${server.address} did not answer in time` },
  });
  expect(server.asked()).toEqual(['A shop.test', 'A shop.test']);
});

test.each([
  ['fails', { rcode: 2 }],
  ['refuses', { rcode: 5 }],
  ['is silent', 'silence'],
] as const)('asks the next server when one %s', async (_name, answer) => {
  await using bad = await startDnsServer(() => answer);
  await using good = await startDnsServer(zone(world));
  using files = resolverWith({
    resolvConf: `nameserver ${bad.address}\nnameserver ${good.address}\noptions timeout:1`,
  });
  expect(await files.resolver.lookup('v4.test', [4], never)).toEqual({
    ok: true,
    addresses: [{ family: 4, address: '192.0.2.1' }],
  });
  expect([bad.asked(), good.asked()]).toEqual([['A v4.test'], ['A v4.test']]);
});

test('takes the word of the first server that a name does not exist', async () => {
  await using first = await startDnsServer(() => ({ rcode: 3 }));
  await using second = await startDnsServer(zone(world));
  using files = resolverWith({ resolvConf: `nameserver ${first.address}\nnameserver ${second.address}` });
  expect(await files.resolver.lookup('v4.test', [4], never)).toMatchObject({ ok: false });
  expect(second.asked()).toEqual([]);
});

test('counts the answer for one family when the question for the other failed', async () => {
  await using server = await startDnsServer(({ type }) =>
    type === 28 ? { rcode: 2 } : { addresses: ['192.0.2.1'] },
  );
  using files = resolverWith({ resolvConf: `nameserver ${server.address}\noptions attempts:1` });
  expect(await files.resolver.lookup('shop.test', both, never)).toEqual({
    ok: true,
    addresses: [{ family: 4, address: '192.0.2.1' }],
  });
});

test('does not call a name missing when one family was not answered', async () => {
  await using server = await startDnsServer(({ type }) => (type === 28 ? { rcode: 2 } : { rcode: 3 }));
  using files = resolverWith({ resolvConf: `nameserver ${server.address}\noptions attempts:1` });
  expect(await files.resolver.lookup('shop.test', both, never)).toMatchObject({
    ok: false,
    failure: { reason: 'dns.failed' },
  });
});

test('asks over TCP when the answer was truncated', async () => {
  await using server = await startDnsServer(({ transport }) => ({
    truncated: transport === 'udp',
    addresses: ['192.0.2.1'],
  }));
  using files = resolverWith({ resolvConf: `nameserver ${server.address}` });
  expect(await files.resolver.lookup('shop.test', [4], never)).toMatchObject({ ok: true });
  expect(server.asked()).toEqual(['A shop.test', 'A shop.test tcp']);
});

test('asks nobody else when the answer was truncated and the server takes no connections', async () => {
  await using server = await startUdpPeer((query) => [replyTo(query, { flags: 0x82_00 })]);
  using files = resolverWith({ resolvConf: `nameserver ${server.address}\noptions attempts:1` });
  expect(await files.resolver.lookup('shop.test', [4], never)).toEqual({
    ok: false,
    failure: { reason: 'dns.unreachable', detail: `the resolver ${server.address} cannot be reached` },
  });
});

test.each([
  ['has another id', (query: Buffer) => replyTo(query, { flags: 0x80_03, idAway: 1 })],
  ['is a query', (query: Buffer) => replyTo(query, { flags: 0x00_03 })],
  [
    'answers another question',
    (query: Buffer) => {
      const reply = replyTo(query, { flags: 0x80_03 });
      reply.write('x', 13);
      return reply;
    },
  ],
  ['is too short', () => Buffer.from([7])],
])('passes over a datagram that %s', async (_name, foreign) => {
  await using server = await startUdpPeer((query) => [foreign(query), replyTo(query, { flags: 0x80_02 })]);
  using files = resolverWith({ resolvConf: `nameserver ${server.address}\noptions attempts:1` });
  const detail = `the resolver ${server.address} answered SERVFAIL for shop.test.`;
  expect(await files.resolver.lookup('shop.test', [4], never)).toEqual({
    ok: false,
    failure: { reason: 'dns.failed', detail },
  });
});

test.each([
  ['a label', 'db', 1, ['A db.a.test', 'A db.b.test', 'A db']],
  ['a dotted name', 'db.x', 1, ['A db.x', 'A db.x.a.test', 'A db.x.b.test']],
  ['a dotted name below ndots', 'db.x', 2, ['A db.x.a.test', 'A db.x.b.test', 'A db.x']],
  ['a rooted name', 'db.', 1, ['A db']],
])('walks the search list for %s', async (...[, name, ndots, asked]) => {
  await using server = await startDnsServer(() => ({ rcode: 3 }));
  using files = resolverWith({
    resolvConf: `nameserver ${server.address}\nsearch a.test b.test\noptions ndots:${ndots}`,
  });
  expect(await files.resolver.lookup(name, [4], never)).toMatchObject({ ok: false });
  expect(server.asked()).toEqual(asked);
});

test('remembers no answer', async () => {
  let last = 0;
  await using server = await startDnsServer(() => ({ addresses: [`192.0.2.${(last += 1)}`] }));
  using files = resolverWith({ resolvConf: `nameserver ${server.address}` });
  const first = await files.resolver.lookup('shop.test', [4], never);
  const second = await files.resolver.lookup('shop.test', [4], never);
  expect([first, second]).toMatchObject([
    { addresses: [{ address: '192.0.2.1' }] },
    { addresses: [{ address: '192.0.2.2' }] },
  ]);
});

test.each([
  ['a name outside ASCII', 'bücher.test'],
  ['a short IPv4 form', '127.1'],
  ['an IPv4 address with a trailing dot', '127.0.0.1.'],
  ['an empty label', 'shop..test'],
  ['a name that is too long', `${'x.'.repeat(126)}xx`],
  ['an onion name', 'shop.onion'],
])('sends no query for %s', async (_name, name) => {
  await using server = await startDnsServer(() => ({ addresses: ['192.0.2.1'] }));
  using files = resolverWith({ resolvConf: `nameserver ${server.address}\nsearch .` });
  const lookup = await files.resolver.lookup(name, both, never);
  const detail = `${name.length > 200 ? `${name.slice(0, 200)}…` : name}: no such host`;
  expect(lookup).toEqual({ ok: false, failure: { reason: 'dns.name_not_resolved', detail } });
  expect(server.asked()).toEqual([]);
});

test.each([
  ['a name of the hosts file', 'Listed.test', both, ['2001:db8::7', '192.0.2.7']],
  ['a name outside ASCII of the hosts file', 'bücher.test', both, ['192.0.2.8']],
  ['localhost, as the file says', 'localhost', both, ['127.0.0.2']],
  ['a name below localhost', 'app.localhost', both, ['::1', '127.0.0.1']],
  ['a name below localhost for IPv4', 'app.localhost.', [4], ['127.0.0.1']],
] as const)('sends no query for %s', async (...[, name, families, addresses]) => {
  await using server = await startDnsServer(() => ({ addresses: ['192.0.2.1'] }));
  const hosts =
    '192.0.2.7 listed.test\n192.0.2.8 bücher.test\n2001:db8::7 listed.test\n127.0.0.2 localhost\n';
  using files = resolverWith({ hosts, resolvConf: `nameserver ${server.address}` });
  const lookup = await files.resolver.lookup(name, families, never);
  expect(lookup.ok && lookup.addresses.map(({ address }) => address)).toEqual(addresses);
  expect(server.asked()).toEqual([]);
});

test('believes the hosts file when it lacks a family', async () => {
  using files = resolverWith({ hosts: '192.0.2.7 listed.test', resolvConf: '' });
  expect(await files.resolver.lookup('listed.test', [6], never)).toEqual({
    ok: false,
    failure: { reason: 'dns.name_not_resolved', detail: 'listed.test has no IPv6 address' },
  });
});

test('sees a change of the hosts file', async () => {
  using files = resolverWith({ hosts: '192.0.2.7 listed.test', resolvConf: '' });
  await files.resolver.lookup('listed.test', [4], never);
  files.write('192.0.2.70 listed.test');
  expect(await files.resolver.lookup('listed.test', [4], never)).toMatchObject({
    addresses: [{ address: '192.0.2.70' }],
  });
});

test('ends at once when the run does, and leaves nothing behind', async () => {
  await using server = await startDnsServer(() => 'silence');
  using files = resolverWith({ resolvConf: `nameserver ${server.address}` });
  await settled();
  const before = openResources();
  const controller = new AbortController();
  const lookup = files.resolver.lookup('shop.test', both, { signal: controller.signal });
  await server.untilAsked(2);
  expect(openResources().length).toBeGreaterThan(before.length);
  controller.abort();
  expect(await lookup).toEqual({
    ok: false,
    failure: {
      reason: 'dns.timed_out',
      detail: `the resolver ${server.address} did not answer in time`,
    },
  });
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  expect(await leakedSince(before)).toEqual([]);
});

test('asks nobody when the run is over before it starts', async () => {
  await using server = await startDnsServer(() => ({ addresses: ['192.0.2.1'] }));
  using files = resolverWith({ resolvConf: `nameserver ${server.address}` });
  expect(await files.resolver.lookup('shop.test', both, { signal: AbortSignal.abort() })).toEqual({
    ok: false,
    failure: { reason: 'dns.timed_out', detail: 'no time was left to ask a server' },
  });
  expect(server.asked()).toEqual([]);
});
