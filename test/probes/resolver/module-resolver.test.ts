import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { Lookup, LookupFailure, Resolver } from '../../../probes/contract.ts';
import { moduleResolver } from '../../../probes/resolver/module-resolver.ts';
import { usualPolicy } from '../../../src/config/policy/target-policy.ts';
import { resolverSchema } from '../../../src/config/resolver-schema.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { mint, mintAuthority } from '../../helpers/certificates.ts';
import { fixedResolver } from '../../helpers/context.ts';
import { frame } from '../../helpers/dns-peer.ts';
import { type DnsAnswer, type DnsServer, startDnsServer } from '../../helpers/dns-server.ts';
import { wireAddresses, wireReply } from '../../helpers/dns-wire.ts';
import { type DohResponse, startDohServer } from '../../helpers/doh-server.ts';
import { leakedSince, openResources, settled } from '../../helpers/open-resources.ts';
import { closedPort } from '../../helpers/tcp-server.ts';
import { startTlsServer } from '../../helpers/tls-server.ts';
import { yamlValue } from '../../helpers/yaml-value.ts';

const both = [6, 4] as const;
const never = { signal: new AbortController().signal };
const ofHost = { 'shop.test': ['192.0.2.99'], 'dns.test': ['127.0.0.1'], 'twin.test': ['::1', '127.0.0.1'] };
const authority = mintAuthority('Test Root');
const identity = mint({
  issuer: authority,
  dnsNames: ['dns.test', 'twin.test', 'listed.test'],
  ipAddresses: ['127.0.0.1'],
});
const trust = `tls_config: {ca: ${JSON.stringify(authority.certPem)}}`;

/** The resolver of a module with this block, on a host that knows a few names. */
async function resolverOf(block: string, resolver: Resolver = fixedResolver(ofHost)): Promise<Resolver> {
  return await moduleResolver(resolverSchema.parse(yamlValue(block)), {
    clock: systemClock,
    resolver,
    policy: usualPolicy,
  });
}

const textsOf = (lookup: Lookup): unknown =>
  lookup.ok ? lookup.addresses.map(({ address }) => address) : lookup.failure;

function failure(reason: LookupFailure['reason'], detail: string): LookupFailure {
  return { reason, detail };
}

/** As it is written in a configuration. */
const quoted = ({ address }: DnsServer): string => JSON.stringify(address);
const portOf = ({ address }: DnsServer): string => address.slice(address.lastIndexOf(':') + 1);

test('is that of the host for a module without one', async () => {
  const resolver = fixedResolver(ofHost);
  expect(await moduleResolver(undefined, { clock: systemClock, resolver, policy: usualPolicy })).toBe(
    resolver,
  );
});

describe('with servers', () => {
  test('asks them and nobody else: neither this host nor its search domains', async () => {
    await using server = await startDnsServer(({ name }) =>
      name === 'shop.test' ? { addresses: ['192.0.2.1', '2001:db8::1'] } : { rcode: 3 },
    );
    const resolver = await resolverOf(`{servers: [${quoted(server)}]}`);
    expect(textsOf(await resolver.lookup('shop.test', both, never))).toEqual(['2001:db8::1', '192.0.2.1']);
    const unknown = failure('dns.name_not_resolved', 'dns.test: no such host');
    expect(textsOf(await resolver.lookup('dns.test', [4], never))).toEqual(unknown);
    expect(textsOf(await resolver.lookup('db', [4], never))).toMatchObject({ detail: 'db: no such host' });
    expect(server.asked().toSorted()).toEqual(['A db', 'A dns.test', 'A shop.test', 'AAAA shop.test']);
  });

  test('takes a server with its port after a bare IPv4 address', async () => {
    await using server = await startDnsServer(() => ({ addresses: ['192.0.2.1'] }));
    const resolver = await resolverOf(`{servers: ["127.0.0.1:${portOf(server)}"]}`);
    expect(textsOf(await resolver.lookup('shop.test', [4], never))).toEqual(['192.0.2.1']);
  });

  test.each([
    ['a label', 'db', ['A db.a.test', 'A db.b.test', 'A db']],
    ['a name with as many dots as ndots', 'db.x.y', ['A db.x.y', 'A db.x.y.a.test', 'A db.x.y.b.test']],
  ])('walks its own search list for %s', async (...[, name, asked]) => {
    await using server = await startDnsServer(() => ({ rcode: 3 }));
    const resolver = await resolverOf(`{servers: [${quoted(server)}], search: [a.test, b.test.], ndots: 2}`);
    expect(await resolver.lookup(name, [4], never)).toMatchObject({ ok: false });
    expect(server.asked()).toEqual(asked);
  });

  test('answers the names of hosts, and those of this host, without asking', async () => {
    await using server = await startDnsServer(() => ({ addresses: ['192.0.2.1'] }));
    const resolver = await resolverOf(
      `{servers: [${quoted(server)}], hosts: {Shop.test: 192.0.2.7, db: [192.0.2.8, "fd00::8"]}}`,
    );
    expect(textsOf(await resolver.lookup('shop.test.', both, never))).toEqual(['192.0.2.7']);
    expect(textsOf(await resolver.lookup('db', both, never))).toEqual(['fd00::8', '192.0.2.8']);
    expect(textsOf(await resolver.lookup('shop.test', [6], never))).toEqual(
      failure('dns.name_not_resolved', 'shop.test has no IPv6 address'),
    );
    expect(textsOf(await resolver.lookup('app.localhost', [4], never))).toEqual(['127.0.0.1']);
    expect(server.asked()).toEqual([]);
  });

  test.each([
    ['is silent', 'silence'],
    ['fails', { rcode: 2 }],
  ] as const)('asks the second one when the first %s', async (_name, answer) => {
    await using first = await startDnsServer(() => answer);
    await using second = await startDnsServer(() => ({ addresses: ['192.0.2.1'] }));
    const resolver = await resolverOf(`{servers: [${quoted(first)}, ${quoted(second)}], timeout: 1s}`);
    expect(textsOf(await resolver.lookup('shop.test', [4], never))).toEqual(['192.0.2.1']);
    expect([first.asked(), second.asked()]).toEqual([['A shop.test'], ['A shop.test']]);
  });

  test('asks the second one when nobody listens for the first', async () => {
    const port = await closedPort();
    await using second = await startDnsServer(() => ({ addresses: ['192.0.2.1'] }));
    const resolver = await resolverOf(`{servers: ["127.0.0.1:${port}", ${quoted(second)}]}`);
    expect(textsOf(await resolver.lookup('shop.test', [4], never))).toEqual(['192.0.2.1']);
  });

  test('asks as often as it is told to', async () => {
    await using server = await startDnsServer(() => 'silence');
    const resolver = await resolverOf(`{servers: [${quoted(server)}], timeout: 20ms, attempts: 3}`);
    expect(textsOf(await resolver.lookup('shop.test', [4], never))).toEqual(
      failure('dns.timed_out', `the resolver ${server.address} did not answer in time`),
    );
    await server.untilAsked(3);
    expect(server.asked()).toEqual(['A shop.test', 'A shop.test', 'A shop.test']);
  });

  test('asks over TCP when an answer over UDP was truncated', async () => {
    await using server = await startDnsServer(({ transport }) => ({
      truncated: transport === 'udp',
      addresses: ['192.0.2.1'],
    }));
    const resolver = await resolverOf(`{servers: [${quoted(server)}]}`);
    expect(textsOf(await resolver.lookup('shop.test', [4], never))).toEqual(['192.0.2.1']);
    expect(server.asked()).toEqual(['A shop.test', 'A shop.test tcp']);
  });
});

test('with hosts alone, leaves every other name to this host', async () => {
  const resolver = await resolverOf('{hosts: {dns.test: "fd00::1"}}');
  expect(textsOf(await resolver.lookup('dns.test', both, never))).toEqual(['fd00::1']);
  expect(textsOf(await resolver.lookup('shop.test', both, never))).toEqual(['192.0.2.99']);
});

describe('over TCP', () => {
  test('asks for both families over TCP alone', async () => {
    await using server = await startDnsServer(() => ({ addresses: ['192.0.2.1', '2001:db8::1'] }));
    const resolver = await resolverOf(`{servers: [${quoted(server)}], protocol: tcp}`);
    expect(textsOf(await resolver.lookup('shop.test', both, never))).toEqual(['2001:db8::1', '192.0.2.1']);
    expect(server.asked().toSorted()).toEqual(['A shop.test tcp', 'AAAA shop.test tcp']);
  });

  test.each<readonly [string, DnsAnswer, LookupFailure['reason'], string]>([
    ['that does not know the name', { rcode: 3 }, 'dns.name_not_resolved', 'shop.test: no such host'],
    ['that knows no address', {}, 'dns.name_not_resolved', 'shop.test has no IPv4 address'],
    ['that refuses', { rcode: 5 }, 'dns.failed', 'the resolver SERVER answered REFUSED for shop.test.'],
    [
      'that talks nonsense',
      'garbage',
      'dns.failed',
      'the resolver SERVER failed for shop.test. (dns.malformed)',
    ],
  ])('reports a server %s', async (...[, answer, reason, detail]) => {
    await using server = await startDnsServer(() => answer);
    const resolver = await resolverOf(`{servers: [${quoted(server)}], protocol: tcp}`);
    expect(textsOf(await resolver.lookup('shop.test', [4], never))).toEqual(
      failure(reason, detail.replace('SERVER', server.address)),
    );
  });

  test('reports a server that is silent', async () => {
    await using server = await startDnsServer(() => 'silence');
    const resolver = await resolverOf(
      `{servers: [${quoted(server)}], protocol: tcp, attempts: 1, timeout: 50ms}`,
    );
    expect(textsOf(await resolver.lookup('shop.test', [4], never))).toEqual(
      failure('dns.timed_out', `the resolver ${server.address} did not answer in time`),
    );
  });

  test('reports a server that nobody listens for', async () => {
    const server = `127.0.0.1:${await closedPort()}`;
    const resolver = await resolverOf(`{servers: ["${server}"], protocol: tcp}`);
    expect(textsOf(await resolver.lookup('shop.test', [4], never))).toEqual(
      failure('dns.unreachable', `the resolver ${server} cannot be reached (tcp.refused)`),
    );
  });

  test('ends at once when the run does, and leaves nothing behind', async () => {
    await using server = await startDnsServer(() => 'silence');
    const resolver = await resolverOf(`{servers: [${quoted(server)}], protocol: tcp}`);
    await settled();
    const before = openResources();
    const controller = new AbortController();
    const lookup = resolver.lookup('shop.test', both, { signal: controller.signal });
    await server.untilAsked(2);
    controller.abort();
    expect(await lookup).toMatchObject({ ok: false, failure: { reason: 'dns.timed_out' } });
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    expect(await leakedSince(before)).toEqual([]);
  });

  test('asks nobody when the run is over before it starts', async () => {
    await using server = await startDnsServer(() => ({ addresses: ['192.0.2.1'] }));
    const resolver = await resolverOf(
      `{servers: [${quoted(server)}], protocol: tcp, hosts: {shop.test: 192.0.2.7}}`,
    );
    expect(textsOf(await resolver.lookup('shop.test', both, { signal: AbortSignal.abort() }))).toEqual(
      failure('dns.timed_out', 'no time was left to ask a server'),
    );
    expect(server.asked()).toEqual([]);
  });
});

describe('over TLS', () => {
  const startServer = async () =>
    await startTlsServer({
      identity,
      onConnection: (socket) => {
        socket.once('data', (framed: Buffer) => {
          socket.end(frame(wireReply(framed.subarray(2), { answers: wireAddresses(1) })));
        });
      },
    });

  test('asks a server that shows a certificate for its address', async () => {
    await using server = await startServer();
    const resolver = await resolverOf(`{servers: ["127.0.0.1:${server.port}"], protocol: tls, ${trust}}`);
    expect(textsOf(await resolver.lookup('shop.test', [4], never))).toEqual(['192.0.2.1']);
  });

  test('asks a server by the name that tls_config gives', async () => {
    await using server = await startServer();
    const resolver = await resolverOf(
      `{servers: ["127.0.0.1:${server.port}"], protocol: tls, ${trust.replace('{', '{server_name: dns.test, ')}}`,
    );
    expect(textsOf(await resolver.lookup('shop.test', [4], never))).toEqual(['192.0.2.1']);
    expect(server.serverNames).toEqual(['dns.test']);
  });

  test('asks nothing of a server that nobody vouches for', async () => {
    await using server = await startServer();
    const address = `127.0.0.1:${server.port}`;
    const resolver = await resolverOf(`{servers: ["${address}"], protocol: tls, attempts: 1}`);
    expect(textsOf(await resolver.lookup('shop.test', [4], never))).toEqual(
      failure('dns.failed', `the resolver ${address} failed for shop.test. (tls.cert.authority_invalid)`),
    );
  });

  test('says which of its own files cannot be read', async () => {
    await using server = await startServer();
    const address = `127.0.0.1:${server.port}`;
    const resolver = await resolverOf(
      `{servers: ["${address}"], protocol: tls, tls_config: {ca_file: /nowhere/ca}}`,
    );
    expect(textsOf(await resolver.lookup('shop.test', [4], never))).toEqual(
      failure(
        'dns.failed',
        `the resolver ${address} failed for shop.test. (the CA bundle in /nowhere/ca cannot be read (ENOENT))`,
      ),
    );
  });
});

describe('over HTTPS', () => {
  const answering = ({ query }: { readonly query: Buffer }): DohResponse => ({
    body: wireReply(query, { answers: wireAddresses(1) }),
  });

  test.each([
    ['an address', '', '127.0.0.1:PORT', '/dns-query'],
    ['the URL of an address', '', 'https://127.0.0.1:PORT/q', '/q'],
    ['a name, which this host resolves', '', 'https://dns.test:PORT/q', '/q'],
    ['a name of both families, by IPv4', '', 'https://twin.test:PORT/q', '/q'],
    ['a name among hosts', ', hosts: {listed.test: 127.0.0.1}', 'https://listed.test:PORT/q', '/q'],
  ])('asks a server that is %s', async (...[, keys, written, path]) => {
    await using server = await startDohServer(identity, answering);
    const text = written.replace('PORT', String(server.port));
    const resolver = await resolverOf(`{servers: ["${text}"], protocol: https, ${trust}${keys}}`);
    expect(textsOf(await resolver.lookup('shop.test', [4], never))).toEqual(['192.0.2.1']);
    expect(server.requests).toMatchObject([{ method: 'POST', path }]);
  });

  test('reports a server that answers with an error', async () => {
    await using server = await startDohServer(identity, () => ({ status: 503, body: Buffer.of() }));
    const url = `https://dns.test:${server.port}/dns-query`;
    const resolver = await resolverOf(`{servers: ["${url}"], protocol: https, ${trust}}`);
    expect(textsOf(await resolver.lookup('shop.test', [4], never))).toEqual(
      failure('dns.failed', `the resolver ${url} failed for shop.test. (assert.status)`),
    );
  });

  test('does not blame the name that was asked for when the name of the server has no address', async () => {
    const resolver = await resolverOf('{servers: ["https://gone.test/"], protocol: https}');
    expect(textsOf(await resolver.lookup('shop.test', [4], never))).toEqual(
      failure(
        'dns.unreachable',
        'the resolver https://gone.test/ cannot be reached (gone.test: no such host)',
      ),
    );
  });
});
