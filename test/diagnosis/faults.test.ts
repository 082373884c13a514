/** Faults made on purpose on loopback, and the verdict that names each of them. */

import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { VerdictCode } from '../../src/diagnosis/verdict-codes.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { type Minted, mint, mintAuthority } from '../helpers/certificates.ts';
import { startDnsServer } from '../helpers/dns-server.ts';
import { fullBacklog } from '../helpers/full-backlog.ts';
import { type Responder, reply, response, route, startHttpServer } from '../helpers/http-server.ts';
import { listReply, startListAuthority } from '../helpers/list-authority.ts';
import { closedPort, startTcpServer } from '../helpers/tcp-server.ts';
import { startTlsServer, type TlsServerOptions } from '../helpers/tls-server.ts';
import { type Case, diagnosed } from './diagnosed.ts';

const open: AsyncDisposable[] = [];

/** Keeps what a fault is made of until the test is over. */
function kept<Resource extends AsyncDisposable>(resource: Resource): Resource {
  open.push(resource);
  return resource;
}

afterEach(async () => {
  for (const resource of open.splice(0).toReversed()) await resource[Symbol.asyncDispose]();
});

/** A fault: how to make it, the verdict, and its sentence, where `PORT` and `TIME` stand for what varies. */
interface Fault {
  readonly name: string;
  readonly make: () => Promise<Case>;
  readonly code: VerdictCode;
  readonly sentence: string;
}

const day = 86_400_000;
const name = 'shop.vendor.example';
const http1s = '{prober: http, timeout: 1s}';
const ok = reply(response(200, 'ok'));

/** An HTTP server at addresses of loopback, on one port of all of them. */
async function httpAt(
  answers: Readonly<Record<string, http.RequestListener>>,
): Promise<AsyncDisposable & { readonly port: number }> {
  const servers: http.Server[] = [];
  let port = 0;
  for (const [host, answer] of Object.entries(answers)) {
    const server = http.createServer(answer);
    server.listen(port, host);
    await once(server, 'listening');
    const address = server.address();
    if (typeof address === 'object' && address !== null) port = address.port;
    servers.push(server);
  }
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
    },
  };
}

function status(code: number): http.RequestListener {
  return (_request, answer) => {
    answer.statusCode = code;
    answer.end();
  };
}

/** A DNS server that gives every name these addresses. */
async function dnsWith(addresses: readonly string[]): Promise<string> {
  return kept(await startDnsServer(() => ({ addresses }))).address;
}

async function dnsCode(rcode: number): Promise<string> {
  return kept(await startDnsServer(() => ({ rcode }))).address;
}

async function silentDns(): Promise<string> {
  return kept(await startDnsServer(() => 'silence')).address;
}

/** A page at `http://shop.vendor.example:PORT/`, whose name is 127.0.0.1. */
async function page(respond: Responder, module = http1s): Promise<Case> {
  const server = kept(await startHttpServer(respond));
  return { module, target: `http://${name}:${server.port}/`, nameServers: [await dnsWith(['127.0.0.1'])] };
}

const authority = mintAuthority('Example Root');

/** A page over TLS at the same name; the module trusts the root. */
async function securePage(
  options: Omit<TlsServerOptions, 'onConnection'>,
  changes: Partial<Case> = {},
  date = new Date(),
): Promise<Case> {
  const server = kept(
    await startTlsServer({
      ...options,
      onConnection: (socket) => {
        socket.once('data', () => {
          socket.end(`HTTP/1.1 200 OK\r\nDate: ${date.toUTCString()}\r\nContent-Length: 0\r\n\r\n`);
        });
      },
    }),
  );
  return {
    module: trusting(authority),
    target: `https://${name}:${server.port}/`,
    nameServers: [await dnsWith(['127.0.0.1'])],
    ...changes,
  };
}

function trusting(root: Minted, more = ''): string {
  return `{prober: http, timeout: 2s, http: {tls_config: {ca: ${JSON.stringify(root.certPem)}}${more}}}`;
}

function issued(changes: Parameters<typeof mint>[0] = {}): Minted {
  return mint({ issuer: authority, subject: name, dnsNames: [name], ...changes });
}

async function tcpAt(talk: (socket: net.Socket) => void): Promise<string> {
  return kept(await startTcpServer(talk)).target;
}

async function overTls(talk: (socket: net.Socket) => void): Promise<Case> {
  const target = await tcpAt(talk);
  return { module: '{prober: http, timeout: 1s}', target: `https://${target}/` };
}

const nothingReported = {
  phase: 'connect',
  reason: 'tcp.refused',
  blame: 'target',
  detail: 'the target refused the connection (ECONNREFUSED)',
} as const;

/** What names need: a name that no server of this host knows well, and who else is asked. */
function aName(servers: Pick<Case, 'nameServers' | 'otherResolvers' | 'roots'>): Case {
  return { module: http1s, target: `http://${name}/`, ...servers };
}

const faults: readonly Fault[] = [
  {
    name: 'nothing at all',
    make: () => page(ok),
    code: 'healthy',
    sentence: 'the probe succeeds in TIME',
  },
  {
    name: 'one that is over',
    make: async () => ({ ...(await page(ok)), reported: nothingReported }),
    code: 'recovered',
    sentence:
      'the probe succeeds again; it had failed with tcp.refused: the target refused the connection (ECONNREFUSED)',
  },
  {
    name: 'a target that is no URL',
    make: () => Promise.resolve({ module: http1s, target: 'http://[::1' }),
    code: 'configuration_unusable',
    sentence:
      'the probe cannot be made as it is configured: "http://[::1" is not a URL: missing "]" in the host',
  },
  {
    name: 'a target that the policy forbids, of which nothing is asked',
    make: () =>
      Promise.resolve({
        module: '{prober: tcp, target_policy: {deny: [{addresses: [127.0.0.0/8]}]}}',
        target: '127.0.0.1:9',
      }),
    code: 'target_forbidden',
    sentence: 'the target policy forbids this probe: *',
  },
  {
    name: 'a vantage point without a route',
    make: async () => ({
      ...aName({
        nameServers: [await silentDns()],
        otherResolvers: [await silentDns()],
        roots: [await silentDns()],
      }),
      network: { defaultRoutes: [], hasGlobalAddress: { ip4: false, ip6: false } },
    }),
    code: 'vantage_offline',
    sentence: 'this vantage is offline: it has no default route',
  },
  {
    name: 'a vantage point behind whose gateway there is nobody',
    make: async () => ({
      ...aName({
        nameServers: [await silentDns()],
        otherResolvers: [await silentDns()],
        roots: [await silentDns()],
      }),
      network: {
        defaultRoutes: [{ family: 4, interface: 'lo', gateway: '127.0.0.1' }],
        hasGlobalAddress: { ip4: true, ip6: false },
      },
    }),
    code: 'vantage_offline',
    sentence: 'this vantage is offline: nothing answers beyond its gateway 127.0.0.1',
  },
  {
    name: 'a clock that is wrong here',
    make: () =>
      securePage(
        { identity: issued() },
        {
          clock: {
            monotonicMs: () => systemClock.monotonicMs(),
            wallMs: () => systemClock.wallMs() + 400 * day,
          },
        },
      ),
    code: 'vantage_clock_wrong',
    sentence: `the clock of this vantage is 400 days ahead of the target's, by which the certificate is valid`,
  },
  {
    name: 'a resolver that is silent',
    make: async () =>
      aName({
        nameServers: [await silentDns()],
        otherResolvers: [await silentDns()],
        roots: [await dnsWith(['203.0.113.5'])],
      }),
    code: 'dns_resolver_silent',
    sentence: `the servers of . answer for ${name}, and your resolver [127.0.0.1]:PORT does not`,
  },
  {
    name: 'resolvers that are silent',
    make: async () =>
      aName({
        nameServers: [await silentDns(), await silentDns()],
        otherResolvers: [await silentDns()],
        roots: [await dnsWith(['203.0.113.5'])],
      }),
    code: 'dns_resolver_silent',
    sentence: `the servers of . answer for ${name}, and your resolvers [127.0.0.1]:PORT and [127.0.0.1]:PORT do not`,
  },
  {
    name: 'a resolver of the module that is silent, whatever those of this host say',
    make: async () => ({
      ...aName({
        nameServers: [await dnsWith(['203.0.113.5']), await dnsWith(['203.0.113.5'])],
        otherResolvers: [await dnsWith(['203.0.113.5'])],
        roots: [],
      }),
      module: `{prober: http, timeout: 1s, resolver: {servers: ["${await silentDns()}"], timeout: 500ms, attempts: 1}}`,
    }),
    code: 'dns_resolver_silent',
    sentence: `the resolver [127.0.0.1]:PORT answers for ${name}, and your resolver [127.0.0.1]:PORT does not`,
  },
  {
    name: 'signatures that no resolver believes',
    make: async () =>
      aName({
        nameServers: [await dnsCode(2)],
        otherResolvers: [await dnsCode(2)],
        roots: [await dnsWith(['203.0.113.5'])],
      }),
    code: 'dns_validation_fails',
    sentence: `the servers of . answer for ${name}, and no resolver believes them: its DNSSEC is most likely broken`,
  },
  {
    name: 'a resolver that fails',
    make: async () =>
      aName({ nameServers: [await dnsCode(5)], otherResolvers: [await dnsWith(['203.0.113.5'])], roots: [] }),
    code: 'dns_resolver_fails',
    sentence: `the resolver [127.0.0.1]:PORT answers for ${name}, and your resolver [127.0.0.1]:PORT fails: the resolver [127.0.0.1]:PORT answered REFUSED for ${name}.`,
  },
  {
    name: 'a resolver that denies a name',
    make: async () =>
      aName({
        nameServers: [await dnsCode(3)],
        otherResolvers: [await dnsWith(['203.0.113.5'])],
        roots: [await dnsWith(['203.0.113.5'])],
      }),
    code: 'dns_resolver_hides_name',
    sentence: `the servers of . answer for ${name}, and your resolver [127.0.0.1]:PORT says that there is no such address`,
  },
  {
    name: 'a name that does not exist',
    make: async () =>
      aName({
        nameServers: [await dnsCode(3)],
        otherResolvers: [await dnsCode(3)],
        roots: [await dnsCode(3)],
      }),
    code: 'dns_name_not_found',
    sentence: `${name} does not exist: the servers of . say so`,
  },
  {
    name: 'a name without addresses',
    make: async () =>
      aName({
        nameServers: [await dnsWith([])],
        otherResolvers: [await dnsWith([])],
        roots: [await dnsWith([])],
      }),
    code: 'dns_no_address',
    sentence: `${name} exists and has no address`,
  },
  {
    name: 'a name without addresses of the family',
    make: async () => ({
      module: '{prober: http, http: {preferred_ip_protocol: ip6, ip_protocol_fallback: false}}',
      target: `http://${name}/`,
      nameServers: [await dnsWith(['127.0.0.1'])],
    }),
    code: 'dns_family_missing',
    sentence: `${name} has only 127.0.0.1, and the module wants the other family: see preferred_ip_protocol and ip_protocol_fallback`,
  },
  {
    name: 'an address that is none of the family',
    make: () =>
      Promise.resolve({
        module: '{prober: tcp, timeout: 1s, tcp: {preferred_ip_protocol: ip6, ip_protocol_fallback: false}}',
        target: '127.0.0.1:9',
      }),
    code: 'dns_family_missing',
    sentence:
      '127.0.0.1 is an IPv4 address, and the module wants the other family: see preferred_ip_protocol and ip_protocol_fallback',
  },
  {
    name: 'a name that nobody answers for',
    make: async () =>
      aName({
        nameServers: [await dnsCode(2)],
        otherResolvers: [await dnsCode(2)],
        roots: [await dnsCode(2)],
      }),
    code: 'dns_unanswered',
    sentence: `nobody answers for ${name}: the resolver [127.0.0.1]:PORT answered SERVFAIL for ${name}.`,
  },
  {
    name: 'a name that nobody answers for, where the policy lets nobody else be asked',
    make: async () => ({
      ...aName({
        nameServers: [await silentDns()],
        otherResolvers: [await silentDns()],
        roots: [await silentDns()],
      }),
      module:
        '{prober: http, timeout: 1s, target_policy: {preset: deny-all, allow: [{hosts: ["*.vendor.example"]}]}}',
      network: {
        defaultRoutes: [{ family: 4, interface: 'lo', gateway: '127.0.0.1' }],
        hasGlobalAddress: { ip4: true, ip6: false },
      },
    }),
    code: 'dns_unanswered',
    sentence: `nobody answers for ${name}: *`,
  },
  {
    name: 'a slow resolver',
    make: async () => {
      const server = kept(await startHttpServer(ok));
      const slow = kept(await startDnsServer(() => ({ addresses: ['127.0.0.1'], afterMs: 1200 })));
      return {
        module: '{prober: http, timeout: 4s, resolver: {servers: ["' + slow.address + '"], timeout: 3s}}',
        target: `http://${name}:${server.port}/`,
        nameServers: [slow.address],
      };
    },
    code: 'dns_slow',
    sentence: `it takes TIME to look ${name} up, and all else is well`,
  },
  {
    name: 'a proxy that is not there',
    make: async () => ({
      module: `{prober: http, timeout: 1s, http: {proxy_url: "http://127.0.0.1:${await closedPort()}"}}`,
      target: `http://${name}/`,
      nameServers: [await dnsWith(['192.0.2.1'])],
    }),
    code: 'proxy_fails',
    sentence: 'the proxy in between fails, and the target was not asked: *',
  },
  {
    name: 'a redirect to where nobody listens',
    make: async () => {
      const port = await closedPort();
      return page(reply(response(302, '', [`Location: http://127.0.0.1:${port}/gone`])));
    },
    code: 'redirect_target_fails',
    sentence:
      'the target redirects to http://127.0.0.1:PORT/gone, and the probe gets no further: the target refused the connection (ECONNREFUSED)',
  },
  {
    name: 'IPv6 that nobody listens on',
    make: async () => {
      const server = kept(await httpAt({ '127.0.0.1': status(200) }));
      return {
        module: http1s,
        target: `http://${name}:${server.port}/`,
        nameServers: [await dnsWith(['127.0.0.1', '::1'])],
      };
    },
    code: 'ipv6_broken',
    sentence: 'IPv6 is broken while IPv4 works: ::1: the target refused the connection (ECONNREFUSED)',
  },
  {
    name: 'IPv4 that nobody listens on',
    make: async () => {
      const server = kept(await httpAt({ '::1': status(200) }));
      return {
        module: http1s,
        target: `http://${name}:${server.port}/`,
        nameServers: [await dnsWith(['127.0.0.1', '::1'])],
      };
    },
    code: 'ipv4_broken',
    sentence: 'IPv4 is broken while IPv6 works: 127.0.0.1: the target refused the connection (ECONNREFUSED)',
  },
  {
    name: 'one address of four that refuses',
    make: async () => {
      const server = kept(
        await httpAt({ '127.0.0.1': status(200), '127.0.0.2': status(200), '127.0.0.4': status(200) }),
      );
      const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'];
      return {
        module: http1s,
        target: `http://${name}:${server.port}/`,
        nameServers: [await dnsWith(addresses)],
      };
    },
    code: 'some_addresses_refuse',
    sentence: 'one of 4 addresses refuses: 127.0.0.3',
  },
  {
    name: 'one address of two that is silent',
    make: async () => {
      const silent = kept(await fullBacklog());
      const server = http.createServer(status(200)).listen(silent.port, '127.0.0.2');
      await once(server, 'listening');
      kept({ [Symbol.asyncDispose]: async () => void server.close() });
      return {
        module: http1s,
        target: `http://${name}:${silent.port}/`,
        nameServers: [await dnsWith(['127.0.0.1', '127.0.0.2'])],
      };
    },
    code: 'some_addresses_silent',
    sentence: 'one of 2 addresses cannot be connected to: 127.0.0.1',
  },
  {
    name: 'one address of two that answers with an error',
    make: async () => {
      const server = kept(await httpAt({ '127.0.0.1': status(200), '127.0.0.2': status(503) }));
      return {
        module: http1s,
        target: `http://${name}:${server.port}/`,
        nameServers: [await dnsWith(['127.0.0.1', '127.0.0.2'])],
      };
    },
    code: 'some_addresses_fail',
    sentence: 'one of 2 addresses fails: 127.0.0.2: status 503, expected 200-299',
  },
  {
    name: 'a port that nobody listens on',
    make: async () => ({ module: '{prober: tcp}', target: `127.0.0.1:${await closedPort()}` }),
    code: 'port_closed',
    sentence: 'nothing listens on port PORT at 127.0.0.1: the host refuses the connection',
  },
  {
    name: 'a port that is silent',
    make: async () => ({
      module: '{prober: tcp, timeout: 1s}',
      target: `127.0.0.1:${kept(await fullBacklog()).port}`,
    }),
    code: 'port_filtered',
    sentence:
      '127.0.0.1 answers, and port PORT is silent: a firewall drops what goes there, or the server takes no more connections',
  },
  {
    name: 'an expired certificate',
    make: () =>
      securePage({
        identity: issued({
          notBefore: new Date(Date.now() - 90 * day),
          notAfter: new Date(Date.now() - 3.5 * day),
        }),
      }),
    code: 'certificate_expired',
    sentence: `the certificate of ${name} expired 3 days ago`,
  },
  {
    name: 'a certificate of tomorrow',
    make: () => securePage({ identity: issued({ notBefore: new Date(Date.now() + 1.5 * day) }) }),
    code: 'certificate_not_yet_valid',
    sentence: `the certificate of ${name} becomes valid in 1 day`,
  },
  {
    name: 'a default certificate',
    make: () => securePage({ identity: issued({ dnsNames: ['other.vendor.example'] }) }),
    code: 'certificate_wrong_name',
    sentence: `the server does not know the name ${name}: its certificate is for other.vendor.example; it sends the same certificate to those who name no host: its default one`,
  },
  {
    name: 'a certificate that signed itself',
    make: () => securePage({ identity: mint({ subject: name, dnsNames: [name] }) }),
    code: 'certificate_self_signed',
    sentence: `the certificate of ${name} is self-signed`,
  },
  {
    name: 'a chain without its intermediate',
    make: () => {
      const intermediate = mintAuthority('Example Issuer', { issuer: authority });
      return securePage({ identity: issued({ issuer: intermediate }) });
    },
    code: 'certificate_chain_incomplete',
    sentence:
      'the server sends its own certificate alone, and the one of its issuer, CN=Example Issuer, is missing or not trusted',
  },
  {
    name: 'an authority that nobody trusts',
    make: () => {
      const other = mintAuthority('Other Root');
      return securePage({ identity: issued({ issuer: other }), chain: [other] });
    },
    code: 'certificate_untrusted',
    sentence:
      'nobody that this vantage trusts stands behind the certificate: no trusted authority stands behind the certificate, issued by "CN=Other Root"',
  },
  {
    name: 'a revoked certificate',
    make: async () => {
      const issuer = kept(await startListAuthority((mintList) => listReply(mintList({ revoked: ['0e1e'] }))));
      const server = kept(
        await startTlsServer({
          identity: issuer.issue({ dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'] }),
        }),
      );
      return {
        module: `{prober: tls, timeout: 2s, tls: {fail_if_revoked: true, tls_config: {ca: ${JSON.stringify(issuer.root.certPem)}}}}`,
        target: `127.0.0.1:${server.port}`,
      };
    },
    code: 'certificate_revoked',
    sentence: 'the certificate is revoked: *',
  },
  {
    name: 'a certificate of another key',
    make: async () => {
      const server = kept(await startTlsServer({ identity: issued({ ipAddresses: ['127.0.0.1'] }) }));
      return {
        module: `{prober: tls, timeout: 2s, tls: {pinned_sha256: ["${'0'.repeat(64)}"], tls_config: {ca: ${JSON.stringify(authority.certPem)}}}}`,
        target: `127.0.0.1:${server.port}`,
      };
    },
    code: 'certificate_refused',
    sentence: 'the certificate is not acceptable: *',
  },
  {
    name: 'a server that wants a certificate of the client',
    make: () => securePage({ identity: issued(), clientCa: authority, maxVersion: 'TLSv1.2' }),
    code: 'tls_client_certificate',
    sentence: 'the server wants a certificate of this client, and does not accept what it gets: *',
  },
  {
    name: 'a server that only speaks TLS 1.1',
    make: () => securePage({ identity: issued(), minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }),
    code: 'tls_no_common_version',
    sentence: 'client and server have no version of TLS or no cipher in common: *',
  },
  {
    name: 'plain HTTP where TLS belongs',
    make: async () => {
      const server = kept(await startHttpServer(ok));
      return { module: http1s, target: `https://${server.authority}/` };
    },
    code: 'tls_not_spoken',
    sentence: '127.0.0.1:PORT speaks plain HTTP and no TLS: it answers with status 200',
  },
  {
    name: 'something on the way that cuts by name',
    make: async () => {
      const server = kept(await startTlsServer({ identity: issued() }));
      const filter = kept(
        await startTcpServer((socket) => {
          socket.once('data', (hello) => {
            if (hello.includes(name)) {
              socket.resetAndDestroy();
              return;
            }
            const onward = net.connect(server.port, '127.0.0.1');
            onward.on('error', () => {});
            onward.write(hello);
            socket.pipe(onward).pipe(socket);
          });
        }),
      );
      return {
        module: trusting(authority),
        target: `https://${name}:${filter.port}/`,
        nameServers: [await dnsWith(['127.0.0.1'])],
      };
    },
    code: 'tls_cut_by_name',
    sentence: `TLS works until the name ${name} is said: the server does not know it, or somebody on the way filters by name`,
  },
  {
    name: 'something on the way that cuts TLS',
    make: () => overTls((socket) => socket.once('data', () => socket.resetAndDestroy())),
    code: 'tls_cut',
    sentence:
      'TCP opens, and TLS is cut: a middlebox or a firewall on the way, or a server that wants no TLS here',
  },
  {
    name: 'a handshake without an answer',
    make: () => overTls(() => {}),
    code: 'tls_silent',
    sentence:
      'TCP opens, and the TLS handshake gets no answer: a server that is stuck, a firewall, or a way that loses large packets',
  },
  {
    name: 'a target that needs longer than the module waits',
    make: () =>
      page((request, socket) => {
        setTimeout(() => ok(request, socket), 600);
      }, '{prober: http, timeout: 300ms}'),
    code: 'too_slow',
    sentence: 'the target needs TIME, and the module waits TIME',
  },
  {
    name: 'a redirect in a circle',
    make: () => page(reply(response(302, '', ['Location: /again']))),
    code: 'redirect_loop',
    sentence: 'the target redirects in a circle, last to /again: more than 10 redirects',
  },
  {
    name: 'a redirect to what is no page',
    make: () => page(reply(response(302, '', ['Location: ftp://files.vendor.example/']))),
    code: 'redirect_invalid',
    sentence:
      'the target redirects to what cannot be followed: the redirect leads to "ftp:", which is neither http nor https',
  },
  {
    name: 'a target that does not know HEAD',
    make: () =>
      page(({ method }, socket) => {
        socket.end(method === 'HEAD' ? 'HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n' : response(200, 'ok'));
      }, '{prober: http, timeout: 1s, http: {method: HEAD}}'),
    code: 'method_matters',
    sentence:
      "GET is answered with status 200, and only the module's method fails: status 405, expected 200-299",
  },
  {
    name: 'a method that a request chose, which the target does not know',
    make: async () => ({
      ...(await page(({ method }, socket) => {
        socket.end(method === 'HEAD' ? 'HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n' : response(200, 'ok'));
      }, '{prober: http, timeout: 1s, allow_params: {method: HEAD}}')),
      parameters: { method: 'HEAD' },
    }),
    code: 'method_matters',
    sentence:
      "GET is answered with status 200, and only the module's method fails: status 405, expected 200-299",
  },
  {
    name: 'a denial',
    make: () => page(reply(response(403, ''))),
    code: 'access_denied',
    sentence: 'the target denies access with status 403: credentials, or an address that it does not let in',
  },
  {
    name: 'a limit of requests',
    make: () => page(reply(response(429, ''))),
    code: 'rate_limited',
    sentence: 'the target answers with status 429: this vantage asks too often',
  },
  {
    name: 'a server error',
    make: () => page(reply(response(503, ''))),
    code: 'server_error',
    sentence: 'the target answers, with the server error 503',
  },
  {
    name: 'a page that is gone',
    make: () => page(route({ '/there': ok })),
    code: 'client_error',
    sentence: 'the target answers with status 404: the path or the request is not what it expects',
  },
  {
    name: 'a server that takes connections and is silent',
    make: () => page(() => {}, '{prober: http, timeout: 300ms}'),
    code: 'connected_but_silent',
    sentence: '127.0.0.1:PORT accepts the connection and says nothing within TIME',
  },
  {
    name: 'a server that closes at once',
    make: () => page((_request, socket) => void socket.resetAndDestroy()),
    code: 'closed_without_answer',
    sentence: 'the target takes the connection and closes it without an answer: *',
  },
  {
    name: 'an answer without its end',
    make: () =>
      page((_request, socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')),
    code: 'answer_cut_short',
    sentence: 'the answer ends too early: *',
  },
  {
    name: 'another protocol than HTTP',
    make: () => page((_request, socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
    code: 'protocol_unexpected',
    sentence: 'the target answers with what the probe cannot read: *',
  },
  {
    name: 'a socket that is not there',
    make: () => Promise.resolve({ module: '{prober: unix}', target: '/nowhere/vantage.sock' }),
    code: 'socket_unusable',
    sentence: 'nobody serves the socket: *',
  },
  {
    name: 'a body that is not what is demanded',
    make: () =>
      page(
        reply(response(200, 'Maintenance')),
        '{prober: http, http: {fail_if_body_matches_regexp: [Maintenance]}}',
      ),
    code: 'answer_unexpected',
    sentence: 'the target answers, and not as the module demands: the body matches "Maintenance"',
  },
  {
    name: 'one that comes and goes',
    make: async () => {
      let requests = 0;
      const server = kept(
        await startHttpServer((request, socket) => {
          requests += 1;
          reply(response(requests === 1 ? 503 : 200, 'ok'))(request, socket);
        }),
      );
      // The probe itself asks for IPv4 alone, so that the experiments, which ask for both, come after it.
      const dns = kept(
        await startDnsServer(({ type }) => ({
          addresses: ['127.0.0.1'],
          ...(type === 28 ? { afterMs: 500 } : {}),
        })),
      );
      return {
        module:
          '{prober: http, timeout: 1s, http: {preferred_ip_protocol: ip4, ip_protocol_fallback: false}}',
        target: `http://${name}:${server.port}/`,
        nameServers: [dns.address],
      };
    },
    code: 'intermittent',
    sentence: 'the probe failed, and succeeded a moment later: status 503, expected 200-299',
  },
  {
    name: 'an end before it began',
    make: async () => ({ ...(await page(ok)), signal: AbortSignal.abort() }),
    code: 'unexplained',
    sentence: 'the diagnosis was ended before the probe was over',
  },
];

describe('names', () => {
  test.each(faults)('$name: $code', async ({ make, code, sentence }) => {
    const what = await make();
    const { verdict } = await diagnosed(what);
    expect({ code: verdict.code, sentence: withoutChance(verdict.sentence, sentence) }).toEqual({
      code,
      sentence: sentence.replace(/\*$/u, ''),
    });
  });
});

/** Ports and times as words; of a sentence whose end is somebody else's, the beginning. */
function withoutChance(text: string, wanted: string): string {
  const words = text
    .replaceAll(/(?<=127\.0\.0\.1\]?:|\bport )\d+/gu, 'PORT')
    .replaceAll(/\b\d+(?:\.\d+)? (?:ms|s)\b/gu, 'TIME');
  return wanted.endsWith('*') ? words.slice(0, wanted.length - 1) : words;
}
