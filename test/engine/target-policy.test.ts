/** Whom runs speak to under a target policy: real listeners on loopback tell what reached them. */
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Failure } from '../../probes/failure.ts';
import { probers } from '../../probes/registry.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { parseConfig } from '../../src/config/load.ts';
import { usualPolicy } from '../../src/config/policy/target-policy.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { createLoopDelay, everyMs } from '../../src/engine/loop-delay.ts';
import { type ProbeResult, runProbe } from '../../src/engine/run.ts';
import { fixedResolver } from '../helpers/context.ts';
import { startDnsServer } from '../helpers/dns-server.ts';
import { startHttpProxy } from '../helpers/http-proxy.ts';
import { reply, response, route, sent, startHttpServer } from '../helpers/http-server.ts';
import { listReply, startListAuthority } from '../helpers/list-authority.ts';
import { startSocksServer } from '../helpers/socks-server.ts';
import { type StreamServer, startTcpServer, startUnixServer } from '../helpers/tcp-server.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { startTlsServer } from '../helpers/tls-server.ts';

const directory = temporaryDirectory();
afterAll(() => directory[Symbol.dispose]());

interface Run {
  /** The keys of the module in YAML's flow style. */
  readonly module: string;
  /** The keys of the `target_policy` beside the modules; "" is none. */
  readonly policy: string;
  readonly target: string;
  /** Names and the addresses that each look-up gives in turn, the last one again and again. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  readonly timeoutMs?: number;
}

interface Ran {
  readonly result: ProbeResult;
  readonly failure: Failure | undefined;
  /** The names that were looked up. */
  readonly lookedUp: readonly string[];
}

async function run({ module, policy, target, names = {}, timeoutMs = 5000 }: Run): Promise<Ran> {
  const block = policy === '' ? '' : `target_policy: { ${policy} }\n`;
  const loaded = parseConfig({ text: `${block}modules: { m: { ${module} } }`, fileName: 'c' }, probers);
  if (!loaded.ok) throw new Error(loaded.issues.map(formatIssue).join('\n'));
  const { modules, targetPolicy = usualPolicy } = loaded.config;
  const found = modules.get('m');
  if (found === undefined) throw new Error('the module of this test does not load');
  const lookedUp: string[] = [];
  const result = await runProbe(
    { module: found, target: { text: target }, timeoutMs },
    {
      clock: systemClock,
      resolver: {
        lookup: (name, families, signal) => {
          const answers = names[name] ?? [];
          const at = lookedUp.filter((other) => other === name).length;
          lookedUp.push(name);
          const address = answers[Math.min(at, answers.length - 1)];
          const known = address === undefined ? {} : { [name]: [address] };
          return fixedResolver(known).lookup(name, families, signal);
        },
      },
      targetPolicy: () => targetPolicy,
      loopDelay: createLoopDelay({ clock: systemClock, every: everyMs }),
      onBug: (error) => {
        throw error;
      },
    },
  );
  const { outcome } = result;
  return { result, lookedUp, failure: outcome.ok ? undefined : outcome.failure };
}

const denial = (detail: string): Failure => ({
  phase: 'policy',
  reason: 'policy.denied',
  blame: 'local',
  detail: `the target policy denies ${detail}`,
});

const publicOnly = 'preset: public-only';

describe('no packet is sent', () => {
  interface Subject {
    readonly name: string;
    readonly module: string;
    readonly targetOf: (hostPort: string) => string;
    readonly start?: (() => Promise<StreamServer>) | undefined;
  }
  const subjects: readonly Subject[] = [
    { name: 'http', module: 'prober: http', targetOf: (at) => `http://${at}/` },
    { name: 'https', module: 'prober: http', targetOf: (at) => `https://${at}/` },
    { name: 'tcp', module: 'prober: tcp', targetOf: (at) => at },
    { name: 'tls', module: 'prober: tls', targetOf: (at) => at },
    { name: 'grpc', module: 'prober: grpc, grpc: {}', targetOf: (at) => at },
    { name: 'websocket', module: 'prober: websocket', targetOf: (at) => `ws://${at}/` },
    {
      name: 'dns over tcp',
      module: 'prober: dns, dns: { query_name: a.example, transport_protocol: tcp }',
      targetOf: (at) => at,
    },
    {
      name: 'dns over tls',
      module: 'prober: dns, dns: { query_name: a.example, transport_protocol: tcp, dns_over_tls: true }',
      targetOf: (at) => at,
    },
    {
      name: 'dns over https',
      module: 'prober: dns, dns: { query_name: a.example, transport_protocol: https }',
      targetOf: (at) => `https://${at}/dns-query`,
    },
    {
      name: 'unix',
      module: 'prober: unix, unix: {}',
      targetOf: (path) => path,
      start: () => startUnixServer(() => {}, join(directory.path, 'denied.sock')),
    },
  ];

  test.each(subjects)(
    'to a target that is not public: $name',
    async ({ module, targetOf, start }) => {
      await using server = await (start ?? (() => startTcpServer(() => {})))();
      const { failure } = await run({ module, policy: publicOnly, target: targetOf(server.target) });
      expect(failure).toMatchObject({ phase: 'policy', reason: 'policy.denied', blame: 'local' });
      expect(server.accepted()).toBe(0);
      // The same run reaches the server when nothing is denied, so that the listener is no proof of nothing.
      await run({
        module,
        timeoutMs: 200,
        policy: 'preset: allow-all',
        target: targetOf(server.target),
      });
      await server.untilAccepted(1);
      expect(server.accepted()).toBe(1);
    },
    20_000,
  );

  test.each(subjects.filter(({ name }) => name !== 'unix'))(
    'to a name that turns out not to be public: $name',
    async ({ module, targetOf }) => {
      await using server = await startTcpServer(() => {});
      const { failure, lookedUp } = await run({
        module,
        policy: publicOnly,
        target: targetOf(`shop.example:${server.port}`),
        names: { 'shop.example': ['127.0.0.1'] },
      });
      expect(failure).toEqual(
        denial('the target: shop.example (127.0.0.1) is no public address but loopback'),
      );
      expect(lookedUp).toEqual(['shop.example']);
      expect(server.accepted()).toBe(0);
    },
  );

  test.each(['127.0.0.1', 'shop.example'])('over UDP, to %s', async (host) => {
    await using server = await startDnsServer(() => ({ addresses: ['192.0.2.1'] }));
    const port = server.address.split(':').at(-1) ?? '';
    const { failure } = await run({
      module: 'prober: dns, dns: { query_name: a.example, query_type: A }',
      policy: publicOnly,
      target: `${host}:${port}`,
      names: { 'shop.example': ['127.0.0.1'] },
    });
    expect(failure).toMatchObject({ phase: 'policy', reason: 'policy.denied' });
    expect(server.asked()).toEqual([]);
  });

  test.each(['127.0.0.1', 'shop.example', '::1'])('over ICMP, to %s', async (host) => {
    const { failure, result } = await run({
      module: 'prober: icmp',
      policy: publicOnly,
      target: host,
      names: { 'shop.example': ['127.0.0.1'] },
    });
    expect(failure).toMatchObject({ phase: 'policy', reason: 'policy.denied' });
    const kinds = result.transcript.map(({ kind }) => kind);
    expect(kinds).toContain('policy.denied');
    expect(kinds).not.toContain('icmp.sent');
  });

  test.each([
    'http://localhost/',
    'http://0x7f.1/',
    'http://2130706433/',
    'http://metadata.google.internal/',
  ])('nor a name looked up that no address could save: %s', async (target) => {
    const { failure, lookedUp } = await run({ module: 'prober: http', policy: publicOnly, target });
    expect(failure).toMatchObject({ phase: 'policy', reason: 'policy.denied' });
    expect(lookedUp).toEqual([]);
  });

  test('to the metadata of clouds, without any policy', async () => {
    const { failure, lookedUp } = await run({
      module: 'prober: http',
      policy: '',
      target: 'http://shop.example/latest/meta-data/',
      names: { 'shop.example': ['169.254.169.254'] },
    });
    expect(failure).toMatchObject({ phase: 'policy', reason: 'policy.denied' });
    expect(lookedUp).toEqual(['shop.example']);
  });
});

describe('a name with changing addresses', () => {
  const policy = 'deny: [{ addresses: [127.0.0.1] }]';

  test('is looked up once, and the address that was judged is dialled', async () => {
    await using server = await startHttpServer(reply(response(200, 'fine')), '127.0.0.2');
    const { result, lookedUp } = await run({
      module: 'prober: http',
      policy,
      target: `http://shop.example:${server.port}/`,
      names: { 'shop.example': ['127.0.0.2', '127.0.0.1'] },
    });
    expect(result.outcome.ok).toBe(true);
    expect(lookedUp).toEqual(['shop.example']);
  });

  test('is judged anew after a redirect to itself', async () => {
    await using inner = await startHttpServer(reply(response(200, 'secret')));
    await using server = await startHttpServer(
      reply(response(302, '', [`Location: http://shop.example:${inner.port}/`])),
      '127.0.0.2',
    );
    const { failure, lookedUp } = await run({
      module: 'prober: http',
      policy,
      target: `http://shop.example:${server.port}/`,
      names: { 'shop.example': ['127.0.0.2', '127.0.0.1'] },
    });
    expect(failure).toEqual(denial('the redirect: shop.example (127.0.0.1) fits target_policy.deny[0]'));
    expect(lookedUp).toEqual(['shop.example', 'shop.example']);
    expect(inner.connections()).toBe(0);
  });
});

describe('a redirect', () => {
  const policy = 'deny: [{ addresses: [127.0.0.1] }]';

  test.each([
    ['an address', (port: number) => `http://127.0.0.1:${port}/`],
    ['a name', (port: number) => `http://inner.example:${port}/`],
    ['a network path', (port: number) => `//127.0.0.1:${port}/`],
    ['an IPv4-mapped address', (port: number) => `http://[::ffff:127.0.0.1]:${port}/`],
    ['an integer', (port: number) => `http://2130706433:${port}/`],
    ['another scheme', (port: number) => `https://127.0.0.1:${port}/`],
  ])('is not followed to a host that is denied: %s', async (_name, locationOf) => {
    await using inner = await startTcpServer(() => {});
    await using server = await startHttpServer(
      reply(response(302, '', [`Location: ${locationOf(inner.port)}`])),
      '127.0.0.2',
    );
    const { failure } = await run({
      module: 'prober: http',
      policy,
      target: `http://127.0.0.2:${server.port}/`,
      names: { 'inner.example': ['127.0.0.1'] },
    });
    expect(failure).toMatchObject({ phase: 'policy', reason: 'policy.denied', blame: 'local' });
    expect(failure?.detail).toContain('denies the redirect');
    expect(inner.accepted()).toBe(0);
  });

  test('is not followed to a port that is denied, at the tenth hop as at the first', async () => {
    await using inner = await startTcpServer(() => {});
    let hops = 0;
    await using server = await startHttpServer((request, socket) => {
      hops += 1;
      const next = hops < 9 ? '/again' : `http://127.0.0.2:${inner.port}/`;
      reply(response(302, '', [`Location: ${next}`]))(request, socket);
    }, '127.0.0.2');
    const { failure } = await run({
      module: 'prober: http',
      policy: `deny: [{ ports: [${inner.port}], use: [redirect] }]`,
      target: `http://127.0.0.2:${server.port}/`,
    });
    expect(failure).toEqual(denial('the redirect: 127.0.0.2 fits target_policy.deny[0]'));
    expect(hops).toBe(9);
    expect(inner.accepted()).toBe(0);
  });

  test('is followed to where it may lead', async () => {
    await using server = await startHttpServer(
      route({
        '/a': reply(response(302, '', ['Location: /b'])),
        '/b': reply(response(200, 'fine')),
      }),
      '127.0.0.2',
    );
    const { result } = await run({
      module: 'prober: http',
      policy,
      target: `http://127.0.0.2:${server.port}/a`,
    });
    expect(result.outcome.ok).toBe(true);
  });
});

describe('a proxy', () => {
  test('is spoken to only if it is allowed', async () => {
    await using proxy = await startTcpServer(() => {});
    const { failure } = await run({
      module: `prober: http, http: { proxy_url: "http://127.0.0.1:${proxy.port}" }`,
      policy: 'deny: [{ addresses: [127.0.0.1], use: [proxy] }]',
      target: 'http://192.0.2.1/',
    });
    expect(failure).toEqual(denial('the proxy: 127.0.0.1 fits target_policy.deny[0]'));
    expect(proxy.accepted()).toBe(0);
  });

  test.each([
    ['http', 'http://10.0.0.1/'],
    ['http', 'http://shop.example/'],
    ['http', 'http://0x0a.1/'],
    ['http', 'https://10.0.0.1/'],
    ['http', 'https://shop.example/'],
    ['socks5', 'http://10.0.0.1/'],
    ['socks5', 'http://shop.example/'],
  ])('is not asked over %s for a target that is denied: %s', async (scheme, target) => {
    await using proxy = await startTcpServer(() => {});
    const { failure } = await run({
      module: `prober: http, http: { proxy_url: "${scheme}://127.0.0.1:${proxy.port}" }`,
      policy: 'preset: public-only, allow: [{ addresses: [127.0.0.1], use: [proxy] }]',
      target,
      names: { 'shop.example': ['10.0.0.1'] },
    });
    expect(failure).toMatchObject({ phase: 'policy', reason: 'policy.denied' });
    expect(proxy.accepted()).toBe(0);
  });

  test('is told by SOCKS the address that was judged', async () => {
    await using site = await startHttpServer(reply(response(200, 'fine')));
    await using proxy = await startSocksServer({ upstreamPort: site.port });
    const { result } = await run({
      module: `prober: http, http: { proxy_url: "socks5://127.0.0.1:${proxy.port}" }`,
      policy: 'preset: public-only, allow: [{ addresses: [127.0.0.1], use: [proxy] }]',
      target: 'http://shop.example/',
      names: { 'shop.example': ['8.8.8.8'] },
    });
    expect(result.outcome.ok).toBe(true);
    expect(proxy.requests).toEqual(['8.8.8.8:80']);
  });

  test('is told by SOCKS the address of a later hop, too, and none that is denied', async () => {
    const locations = ['http://other.example/', 'http://inner.example/'];
    await using site = await startHttpServer((request, socket) => {
      reply(response(302, '', [`Location: ${locations.shift() ?? '/'}`]))(request, socket);
    });
    await using proxy = await startSocksServer({ upstreamPort: site.port });
    const { failure } = await run({
      module: `prober: http, http: { proxy_url: "socks5://127.0.0.1:${proxy.port}" }`,
      policy: 'preset: public-only, allow: [{ addresses: [127.0.0.1], use: [proxy] }]',
      target: 'http://8.8.8.8/',
      names: { 'other.example': ['8.8.4.4'], 'inner.example': ['10.0.0.1'] },
    });
    expect(proxy.requests).toEqual(['8.8.8.8:80', '8.8.4.4:80']);
    expect(failure).toEqual(
      denial('the redirect: inner.example (10.0.0.1) is no public address but private'),
    );
  });

  test.each([
    ['forwards by name', '', 'http://shop.example/'],
    ['is left to look the name up', ', skip_resolve_phase_with_proxy: true', 'https://shop.example/'],
  ])(
    'is not asked for a name that nobody has judged: one that %s',
    async (_name, keys, target) => {
      await using proxy = await startTcpServer(() => {});
      const asked = {
        module: `prober: http, http: { proxy_url: "http://127.0.0.1:${proxy.port}"${keys} }`,
        target,
        names: { 'shop.example': ['8.8.8.8'] },
      };
      const { failure } = await run({
        ...asked,
        policy: 'preset: public-only, allow: [{ addresses: [127.0.0.1], use: [proxy] }]',
      });
      expect(failure?.detail).toContain('the proxy looks up shop.example itself');
      expect(proxy.accepted()).toBe(0);
      // A rule may trust the name.
      await run({
        ...asked,
        timeoutMs: 200,
        policy:
          'preset: public-only, allow: [{ addresses: [127.0.0.1], use: [proxy] }, { hosts: [shop.example] }]',
      });
      await proxy.untilAccepted(1);
      expect(proxy.accepted()).toBe(1);
    },
    20_000,
  );

  test('is not asked for the virtual host in the place of the target', async () => {
    await using upstream = await startHttpServer(reply(response(200, 'secret')));
    await using proxy = await startHttpProxy({ upstreamPort: upstream.port });
    const { failure } = await run({
      module: `prober: http, http: { proxy_url: "http://127.0.0.1:${proxy.port}", headers: { Host: "169.254.169.254" } }`,
      policy: '',
      target: 'http://192.0.2.1/',
    });
    expect(failure).toMatchObject({ phase: 'policy', reason: 'policy.denied' });
    expect(proxy.connections()).toBe(0);
  });
});

describe('whoever else a run speaks to', () => {
  test('is judged: the token endpoint of OAuth 2.0', async () => {
    await using endpoint = await startTcpServer(() => {});
    await using site = await startTcpServer(() => {});
    const { failure } = await run({
      module: `prober: http, http: { oauth2: { client_id: a, client_secret: b, token_url: "http://127.0.0.1:${endpoint.port}/" } }`,
      policy: 'deny: [{ addresses: [127.0.0.1], use: [oauth2] }]',
      target: `http://127.0.0.1:${site.port}/`,
    });
    expect(failure).toEqual(denial('the token endpoint: 127.0.0.1 fits target_policy.deny[0]'));
    expect([endpoint.accepted(), site.accepted()]).toEqual([0, 0]);
  });

  test.each([
    ['udp', (address: string) => address],
    ['tcp', (address: string) => address],
  ])("is judged: a module's own resolver over %s", async (protocol, serverOf) => {
    await using dns = await startDnsServer(() => ({ addresses: ['127.0.0.1'] }));
    const { failure } = await run({
      module: `prober: tcp, resolver: { servers: [${JSON.stringify(serverOf(dns.address))}], protocol: ${protocol} }`,
      policy: 'deny: [{ addresses: [127.0.0.1], use: [resolver] }]',
      target: 'shop.example:1',
    });
    expect(failure).toMatchObject({ phase: 'policy', reason: 'policy.denied', blame: 'local' });
    expect(failure?.detail).toContain('denies the resolver: 127.0.0.1 fits target_policy.deny[0]');
    expect(dns.asked()).toEqual([]);
  });

  test('is judged: the server of a revocation list', async () => {
    await using authority = await startListAuthority((mintList) => listReply(mintList()));
    await using server = await startTlsServer({ identity: authority.issue({ dnsNames: ['shop.example'] }) });
    const { result } = await run({
      module: `prober: tls, tls: { check_revoked: true, tls_config: { ca: ${JSON.stringify(authority.root.certPem)} } }`,
      policy: 'deny: [{ addresses: [127.0.0.1], use: [crl] }]',
      target: `shop.example:${server.port}`,
      names: { 'shop.example': ['127.0.0.1'] },
    });
    expect(result.outcome.tls?.revocation?.certificates[0]?.list).toMatchObject({
      kind: 'unusable',
      detail: 'cannot be fetched (policy.denied)',
      blame: 'local',
    });
    expect(authority.server.connections()).toBe(0);
  });
});

describe('credentials_for', () => {
  const module =
    'prober: http, credentials_for: [api.example, "*.api.example"], http: { authorization: { credentials: canary-token } }';
  const names = {
    'api.example': ['127.0.0.1'],
    'eu.api.example': ['127.0.0.1'],
    'evil.example': ['127.0.0.1'],
  };

  test.each(['api.example', 'API.example.', 'eu.api.example'])('lets them go to %s', async (host) => {
    await using server = await startHttpServer(reply(response(200, 'fine')));
    const known = { ...names, 'API.example.': ['127.0.0.1'] };
    const { result } = await run({
      module,
      policy: '',
      target: `http://${host}:${server.port}/`,
      names: known,
    });
    expect(result.outcome.ok).toBe(true);
    expect(sent(server.requests[0], 'authorization')).toEqual(['Bearer canary-token']);
  });

  test.each(['evil.example', 'api.example.evil.example', '127.0.0.1', '2130706433', 'notapi.example'])(
    'keeps the module from %s',
    async (host) => {
      await using server = await startHttpServer(reply(response(200, 'fine')));
      const { failure, lookedUp } = await run({
        module,
        policy: '',
        target: `http://${host}:${server.port}/`,
        names,
      });
      expect(failure).toEqual(denial('the target: credentials_for of the module does not list the host'));
      expect(lookedUp).toEqual([]);
      expect(server.connections()).toBe(0);
    },
  );

  test('does not let them follow a redirect elsewhere', async () => {
    await using other = await startHttpServer(reply(response(200, 'fine')));
    await using server = await startHttpServer(
      reply(response(302, '', [`Location: http://evil.example:${other.port}/`])),
    );
    const { result } = await run({ module, policy: '', target: `http://api.example:${server.port}/`, names });
    expect(result.outcome.ok).toBe(true);
    expect(sent(other.requests[0], 'authorization')).toEqual([]);
  });
});

describe("a module's own policy", () => {
  test('counts in the place of the other', async () => {
    await using server = await startTcpServer((socket) => socket.end());
    const asked = { target: server.target, policy: publicOnly };
    const own = 'prober: tcp, target_policy: { allow: [{ addresses: [127.0.0.1] }] }';
    expect((await run({ ...asked, module: own })).failure).toBeUndefined();
    const stricter = 'prober: tcp, target_policy: { preset: deny-all }';
    expect((await run({ ...asked, policy: '', module: stricter })).failure).toEqual(
      denial('the target: 127.0.0.1 fits no rule under allow'),
    );
  });
});
