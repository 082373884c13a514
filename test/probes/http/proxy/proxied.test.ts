/** Runs through real proxies on loopback. */
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../../probes/contract.ts';
import type { HttpObservations } from '../../../../probes/http/observations.ts';
import { httpProber } from '../../../../probes/http/prober.ts';
import { mint, mintAuthority } from '../../../helpers/certificates.ts';
import { fixedResolver, testContext } from '../../../helpers/context.ts';
import { httpOptionsOf } from '../../../helpers/http-options.ts';
import { startHttpProxy } from '../../../helpers/http-proxy.ts';
import { reply, response, route, sent, startHttpServer } from '../../../helpers/http-server.ts';
import { leakedSince, openResources } from '../../../helpers/open-resources.ts';
import { startSocksServer } from '../../../helpers/socks-server.ts';
import { closedPort, startTcpServer } from '../../../helpers/tcp-server.ts';
import { startTlsServer } from '../../../helpers/tls-server.ts';

interface Run {
  readonly outcome: Outcome<HttpObservations>;
  /** Everything the run said, for the search for secrets. */
  readonly said: string;
}

async function run(target: string, options: string, timeoutMs = 5000): Promise<Run> {
  const names = { 'site.test': ['192.0.2.1'], 'proxy.test': ['127.0.0.1'] };
  using context = testContext({ timeoutMs, resolver: fixedResolver(names) });
  const outcome = await httpProber.probe({ text: target }, httpOptionsOf(options), context);
  return { outcome, said: JSON.stringify([outcome, context.transcript.events()]) };
}

function failureOf({ outcome }: Run) {
  return outcome.ok ? undefined : outcome.failure;
}

const authority = mintAuthority('Test CA');
const site = mint({ issuer: authority, dnsNames: ['site.test'] });
const trusting = `tls_config: {ca: ${JSON.stringify(authority.certPem)}}`;
const ok = response(200, 'fine');

async function tlsSite() {
  return await startTlsServer({
    identity: site,
    onConnection: (socket) => socket.once('data', () => socket.end(ok)),
  });
}

describe('an HTTP proxy', () => {
  test('forwards a plain request that names the virtual host, and is connected to by address', async () => {
    await using server = await startHttpServer(reply(ok));
    await using proxy = await startHttpProxy({ upstreamPort: server.port });
    const { outcome } = await run(
      'http://site.test:8080/a?b=c',
      `{proxy_url: "http://proxy.test:${proxy.port}"}`,
    );
    expect(outcome.ok).toBe(true);
    expect(proxy.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
      'GET http://site.test:8080/a?b=c',
    ]);
    expect(sent(proxy.requests[0], 'host')).toEqual(['site.test:8080']);
    expect(outcome.address?.chosen?.address).toBe('192.0.2.1');
    expect(Object.keys(outcome.phases).sort()).toEqual(['connect', 'processing', 'resolve', 'transfer']);
  });

  test('tunnels TLS to the address that was looked up', async () => {
    await using server = await tlsSite();
    await using proxy = await startHttpProxy({ upstreamPort: server.port });
    const options = `{proxy_url: "http://127.0.0.1:${proxy.port}", proxy_connect_header: {X-Tenant: [t1]}, ${trusting}}`;
    const { outcome, said } = await run('https://site.test/', options);
    expect(said).toContain('"ok":true');
    expect(proxy.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
      'CONNECT 192.0.2.1:443',
    ]);
    expect(sent(proxy.requests[0], 'x-tenant')).toEqual(['t1']);
    expect(sent(proxy.requests[0], 'user-agent')).toHaveLength(1);
    expect(server.serverNames).toEqual(['site.test']);
    expect(Object.keys(outcome.phases).sort()).toEqual([
      'connect',
      'processing',
      'proxy',
      'resolve',
      'tls',
      'transfer',
    ]);
  });

  test.each([
    ['a plain request', 'http'],
    ['a tunnel', 'https'],
  ])('resolves the name itself when told to: %s', async (_, scheme) => {
    await using plain = await startHttpServer(reply(ok));
    await using secure = await tlsSite();
    await using proxy = await startHttpProxy({ upstreamPort: scheme === 'http' ? plain.port : secure.port });
    const options = `{proxy_url: "http://127.0.0.1:${proxy.port}", skip_resolve_phase_with_proxy: true, ${trusting}}`;
    const { outcome } = await run(`${scheme}://site.test/`, options);
    expect(outcome.ok).toBe(true);
    expect(proxy.requests[0]?.target).toBe(scheme === 'http' ? 'http://site.test/' : 'site.test:443');
    expect(outcome.address).toBeUndefined();
    expect(outcome.phases.resolve).toBeUndefined();
  });

  test('lets a name fail that only the proxy knows, unless told to skip the lookup', async () => {
    await using server = await startHttpServer(reply(ok));
    await using proxy = await startHttpProxy({ upstreamPort: server.port });
    const url = `proxy_url: "http://127.0.0.1:${proxy.port}"`;
    expect(failureOf(await run('http://inside.test/', `{${url}}`))?.reason).toBe('dns.name_not_resolved');
    expect(
      (await run('http://inside.test/', `{${url}, skip_resolve_phase_with_proxy: true}`)).outcome.ok,
    ).toBe(true);
  });

  test.each([
    ['plain requests', 'http'],
    ['tunnels', 'https'],
  ])('is given the credentials in its URL: %s', async (_, scheme) => {
    await using plain = await startHttpServer(reply(ok));
    await using secure = await tlsSite();
    const authorization = `Basic ${Buffer.from('me:s:cret').toString('base64')}`;
    const upstreamPort = scheme === 'http' ? plain.port : secure.port;
    await using proxy = await startHttpProxy({ upstreamPort, authorization });
    const right = await run(
      `${scheme}://site.test/`,
      `{proxy_url: "http://me:s%3Acret@127.0.0.1:${proxy.port}", ${trusting}}`,
    );
    expect(right.outcome.ok).toBe(true);
    expect(right.said).not.toMatch(/s:cret|s%3Acret|bWU6czpjcmV0/);

    const wrong = await run(
      `${scheme}://site.test/`,
      `{proxy_url: "http://me:wr0ng@127.0.0.1:${proxy.port}", ${trusting}}`,
    );
    expect(failureOf(wrong)).toEqual({
      phase: scheme === 'http' ? 'response' : 'connect',
      reason: 'proxy.auth_required',
      blame: 'local',
      detail: `the proxy 127.0.0.1:${proxy.port} does not accept the credentials in its URL`,
    });
    expect(wrong.said).not.toMatch(/wr0ng|bWU6d3IwbmC/);
    expect(wrong.outcome.observations.response?.statusCode).toBe(scheme === 'http' ? 407 : undefined);
  });

  test('is asked over TLS when its URL says so, for tunnels as well', async () => {
    await using server = await tlsSite();
    await using inner = await startHttpProxy({ upstreamPort: server.port });
    const identity = mint({ issuer: authority, dnsNames: ['proxy.test'] });
    const net = await import('node:net');
    await using outer = await startTlsServer({
      identity,
      onConnection: (socket) => {
        const upstream = net.connect(inner.port, '127.0.0.1');
        upstream.on('error', () => socket.destroy());
        upstream.on('close', () => socket.destroy());
        socket.on('close', () => upstream.destroy());
        socket.pipe(upstream).pipe(socket);
      },
    });
    const before = openResources();
    const { said } = await run(
      'https://site.test/',
      `{proxy_url: "https://proxy.test:${outer.port}", tls_config: {ca: ${JSON.stringify(authority.certPem)}, server_name: site.test}}`,
    );
    expect(said).toContain('"ok":true');
    expect(outer.serverNames).toEqual(['proxy.test']);
    expect(server.serverNames).toEqual(['site.test']);
    expect(await leakedSince(before)).toEqual([]);
  });

  test('is passed by for what no_proxy names, by name or by address', async () => {
    await using server = await startHttpServer(reply(ok));
    const closed = await closedPort();
    const direct = async (noProxy: string): Promise<boolean> => {
      const options = `{proxy_url: "http://127.0.0.1:${closed}", no_proxy: "${noProxy}"}`;
      using context = testContext({ resolver: fixedResolver({ 'site.test': ['127.0.0.1'] }) });
      const target = { text: `http://site.test:${server.port}/` };
      return (await httpProber.probe(target, httpOptionsOf(options), context)).ok;
    };
    expect(await direct('site.test')).toBe(true);
    expect(await direct('127.0.0.0/8')).toBe(true);
  });

  test('looks a direct name up after all where the lookup was to be skipped', async () => {
    await using server = await startHttpServer(reply(ok));
    using context = testContext({ resolver: fixedResolver({ 'site.test': ['127.0.0.1'] }) });
    const options = httpOptionsOf(
      '{proxy_url: "http://127.0.0.1:9", no_proxy: site.test, skip_resolve_phase_with_proxy: true}',
    );
    const outcome = await httpProber.probe({ text: `http://site.test:${server.port}/` }, options, context);
    expect(outcome.ok).toBe(true);
    expect(outcome.address).toBeUndefined();
    expect(outcome.phases.resolve).toBeDefined();
  });

  test('is used for every hop, with the credentials of the target for its own hops only', async () => {
    await using server = await startHttpServer(
      route({
        '/': reply(response(302, '', ['Location: http://other.test/end'])),
        '/end': reply(ok),
      }),
    );
    await using proxy = await startHttpProxy({ upstreamPort: server.port });
    const options = `{proxy_url: "http://127.0.0.1:${proxy.port}", authorization: {credentials: t}}`;
    const { outcome } = await run('http://site.test/', options);
    expect(outcome.ok).toBe(true);
    expect(proxy.requests.map(({ target }) => target)).toEqual([
      'http://site.test/',
      'http://other.test/end',
    ]);
    expect(proxy.requests.map((request) => sent(request, 'authorization'))).toEqual([['Bearer t'], []]);
  });
});

describe('a SOCKS proxy', () => {
  test.each([
    ['plain HTTP', 'http'],
    ['TLS', 'https'],
  ])('connects to the address that was looked up: %s', async (_, scheme) => {
    await using plain = await startHttpServer(reply(ok));
    await using secure = await tlsSite();
    await using proxy = await startSocksServer({
      upstreamPort: scheme === 'http' ? plain.port : secure.port,
    });
    const { outcome } = await run(
      `${scheme}://site.test/`,
      `{proxy_url: "socks5://127.0.0.1:${proxy.port}", ${trusting}}`,
    );
    expect(outcome.ok).toBe(true);
    expect(proxy.requests).toEqual([`192.0.2.1:${scheme === 'http' ? 80 : 443}`]);
    expect(plain.requests.map(({ target }) => target)).toEqual(scheme === 'http' ? ['/'] : []);
    expect(outcome.phases.proxy === undefined).toBe(scheme === 'http');
  });

  test('resolves the name itself when told to', async () => {
    await using server = await startHttpServer(reply(ok));
    await using proxy = await startSocksServer({ upstreamPort: server.port });
    const { outcome } = await run(
      'http://inside.test/',
      `{proxy_url: "socks5h://127.0.0.1:${proxy.port}", skip_resolve_phase_with_proxy: true}`,
    );
    expect(outcome.ok).toBe(true);
    expect(proxy.requests).toEqual(['inside.test:80']);
  });

  test.each([
    ['the right password', 'me:right@', 'ok'],
    ['a wrong password', 'me:wr0ng@', 'proxy.auth_required'],
    ['no password', '', 'proxy.auth_required'],
  ])('is given %s', async (_, user, reason) => {
    await using server = await startHttpServer(reply(ok));
    await using proxy = await startSocksServer({ upstreamPort: server.port, user: 'me:right' });
    const result = await run('http://site.test/', `{proxy_url: "socks5://${user}127.0.0.1:${proxy.port}"}`);
    expect(failureOf(result)?.reason ?? 'ok').toBe(reason);
    expect(result.said).not.toMatch(/:right|wr0ng/);
  });

  test.each([
    [1, 'proxy.refused', 'network'],
    [2, 'proxy.refused', 'network'],
    [3, 'tcp.address_unreachable', 'network'],
    [4, 'tcp.address_unreachable', 'network'],
    [5, 'tcp.refused', 'target'],
    [6, 'proxy.refused', 'network'],
    [8, 'proxy.refused', 'network'],
  ])('that refuses with code %i says whose fault it is', async (refusal, reason, blame) => {
    await using proxy = await startSocksServer({ upstreamPort: 9, refusal });
    const result = await run('http://site.test/', `{proxy_url: "socks5://127.0.0.1:${proxy.port}"}`);
    expect(failureOf(result)).toMatchObject({ phase: 'connect', reason, blame });
  });
});

describe('a proxy that misbehaves', () => {
  const drip = (text: string) => (socket: Socket) => {
    const write = (): void => {
      if (socket.writable) socket.write(text, () => setImmediate(write));
    };
    write();
  };
  const silent = (): void => {};
  const reset = (socket: Socket): void => {
    socket.once('data', () => socket.resetAndDestroy());
  };

  test.each<[name: string, scheme: string, talk: (socket: Socket) => void, reason: string]>([
    ['says nothing', 'http', silent, 'proxy.timed_out'],
    ['says nothing', 'socks5', silent, 'proxy.timed_out'],
    ['says nothing', 'https', silent, 'proxy.timed_out'],
    ['closes at once', 'http', (socket) => socket.end(), 'proxy.protocol.error'],
    ['closes at once', 'socks5', (socket) => socket.end(), 'proxy.protocol.error'],
    ['closes at once', 'https', (socket) => socket.end(), 'proxy.unreachable'],
    ['resets the connection', 'http', reset, 'proxy.protocol.error'],
    ['resets the connection', 'socks5', reset, 'proxy.protocol.error'],
    ['speaks something else', 'http', (socket) => socket.write('220 mail ready\r\n'), 'proxy.protocol.error'],
    [
      'speaks something else',
      'socks5',
      (socket) => socket.write('220 mail ready\r\n'),
      'proxy.protocol.error',
    ],
    ['speaks something else', 'https', (socket) => socket.write('220 mail ready\r\n'), 'proxy.unreachable'],
    ['sends header fields without end', 'http', drip('HTTP/1.1 200 OK\r\nA: b\r\n'), 'proxy.protocol.error'],
    ['sends a line without end', 'http', drip('HTTP/1.1 200 '), 'proxy.protocol.error'],
    ['refuses', 'http', (socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'), 'proxy.refused'],
    ['demands credentials', 'http', (socket) => socket.end('HTTP/1.1 407 No\r\n\r\n'), 'proxy.auth_required'],
    [
      'demands a method that was not offered',
      'socks5',
      (socket) => socket.write(Buffer.from([5, 2])),
      'proxy.protocol.error',
    ],
  ])('fails the run when it %s: %s', async (_, scheme, talk, reason) => {
    await using proxy = await startTcpServer(talk);
    const before = openResources();
    const timeoutMs = reason === 'proxy.timed_out' ? 300 : 5000;
    const result = await run(
      'https://site.test/',
      `{proxy_url: "${scheme}://127.0.0.1:${proxy.port}"}`,
      timeoutMs,
    );
    expect(failureOf(result)).toMatchObject({ phase: 'connect', reason });
    expect(failureOf(result)?.blame).toBe(reason === 'proxy.auth_required' ? 'local' : 'network');
    expect(proxy.accepted()).toBe(1);
    await proxy.untilIdle();
    expect(await leakedSince(before)).toEqual([]);
  });

  test('is not the target when nothing listens', async () => {
    const result = await run('http://site.test/', `{proxy_url: "http://127.0.0.1:${await closedPort()}"}`);
    expect(failureOf(result)).toMatchObject({
      phase: 'connect',
      reason: 'proxy.unreachable',
      blame: 'network',
    });
  });

  test('is not the target when its name does not exist', async () => {
    const result = await run('http://site.test/', '{proxy_url: "http://me:secret@nowhere.test:3128"}');
    expect(failureOf(result)).toEqual({
      phase: 'connect',
      reason: 'proxy.unreachable',
      blame: 'network',
      detail: 'the proxy nowhere.test:3128 cannot be reached (dns.name_not_resolved)',
    });
    expect(result.said).not.toContain('secret');
  });
});
