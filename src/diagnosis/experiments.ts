/** The variations of a probe, each an ordinary run of a prober with some options changed. */
import type { IpAddress } from '../../probes/contract.ts';
import { httpProber } from '../../probes/http/prober.ts';
import { hostsKey } from '../../probes/shared/hosts-file.ts';
import { type TlsOptions, tlsOptions } from '../../probes/shared/tls/options.ts';
import { tcpProber } from '../../probes/tcp/prober.ts';
import { tlsProber } from '../../probes/tls/prober.ts';
import type { Module } from '../config/module.ts';
import type { Subject } from './evidence.ts';
import { asHttp, optionsOf, type Probe, tlsOptionsOf, withOptions } from './subject.ts';

/** A subject that there are connections with. */
export interface Peer extends Subject {
  readonly host: string;
  readonly port: number;
}

/** The module with another prober and none of its credentials, which so need no hosts to be bound to. */
function withoutCredentials(module: Module): Module {
  return { ...module, credentialsFor: undefined };
}

/**
 * Leads the name of a host to one address. The name stays, so that the target policy judges both, as it does for the
 * probe itself.
 */
function leadingTo(address: IpAddress, host: string, module: Module): Module {
  const hosts = new Map(module.resolver?.hosts).set(hostsKey(host), [address]);
  return {
    ...withOptions(module, { preferredIpProtocol: `ip${address.family}`, ipProtocolFallback: true }),
    resolver: { ...module.resolver, hosts },
  };
}

/** A bare TCP connection with an address. */
export function connectionTo(address: IpAddress, { host, port }: Peer, module: Module): Probe {
  const { sourceIpAddress } = optionsOf(module);
  const bare = {
    ...withoutCredentials(module),
    prober: tcpProber,
    options: tcpProber.options.parse(undefined),
  };
  const changes = typeof sourceIpAddress === 'string' ? { sourceIpAddress } : {};
  return {
    module: leadingTo(address, host, withOptions(bare, changes)),
    target: { text: `${bracketed(host)}:${port}` },
  };
}

/** The probe at one address of its host, whatever the resolver says and the module prefers. */
export function pinnedTo(
  address: IpAddress,
  { host = '' }: Pick<Subject, 'host'>,
  { module, target }: Probe,
): Probe {
  const pinned = leadingTo(address, host, module);
  const { http } = optionsOf(module);
  if (typeof http !== 'object') return { module: pinned, target };
  // A prober that is built on the HTTP prober has its options one block deeper.
  const choice = { preferredIpProtocol: `ip${address.family}`, ipProtocolFallback: true };
  return { module: withOptions(pinned, { http: { ...http, ...choice } }), target };
}

/** TLS with an address, nothing judged and so no certificate shown; `serverName` is the name to ask for, "" for none. */
export function handshakeWith(
  address: IpAddress,
  { host, port }: Peer,
  { probe, serverName }: { readonly probe: Probe; readonly serverName: string },
): Probe {
  const bare = {
    ...withoutCredentials(probe.module),
    prober: tlsProber,
    options: tlsProber.options.parse(undefined),
  };
  const module = withOptions(bare, { tlsOptions: unjudged(probe, serverName) });
  // Without a name, that of the target would be taken; an address is none.
  const text = `${bracketed(serverName === '' ? address.address : host)}:${port}`;
  return { module: leadingTo(address, host, module), target: { text } };
}

/** The TLS options of a probe without a judgement of the peer; whoever is not judged gets no certificate of ours. */
function unjudged(probe: Probe, serverName: string): TlsOptions {
  const { cert: _cert, key: _key, ...own } = tlsOptionsOf(probe) ?? noTls;
  return { ...own, serverName, insecureSkipVerify: true };
}

const noTls = tlsOptions.parse(undefined);

/** The name that a probe asks the server for. */
export function serverNameOf(probe: Probe, { host }: Peer): string {
  return tlsOptionsOf(probe)?.serverName || probe.target.hostname || host;
}

/** Everything that the HTTP prober may demand of an answer but its status. */
const noDemands = {
  validHttpVersions: [],
  failIfSsl: false,
  failIfNotSsl: false,
  failIfBodyMatches: [],
  failIfBodyNotMatches: [],
  jsonRules: {},
  failIfHeaderMatches: [],
  failIfHeaderNotMatches: [],
  compression: '',
  bodySizeLimitBytes: 0,
  checkRevoked: false,
};

/** The probe without following redirects; whatever status is answered is good. */
export function unfollowed(probe: Probe): Probe | undefined {
  const http = asHttp(probe);
  if (http === undefined) return undefined;
  const module = withOptions(http.module, {
    ...noDemands,
    followRedirects: false,
    validStatusCodes: anyStatus,
  });
  return { module, target: http.target };
}

const anyStatus = [{ from: 100, to: 599 }];

/** The probe with HEAD in the place of GET, or with GET in the place of any other method. */
export function withOtherMethod(
  probe: Probe,
): { readonly method: string; readonly probe: Probe } | undefined {
  const http = asHttp(probe);
  if (http === undefined) return undefined;
  const method = optionsOf(http.module)['method'] === 'GET' ? 'HEAD' : 'GET';
  const module = withOptions(http.module, { ...noDemands, method, body: '', bodyFile: '' });
  return { method, probe: { module, target: http.target } };
}

/** A request for the start page of an address and port, in plain text or with nothing judged, without credentials. */
export function startPage(
  address: IpAddress,
  { host, port, ...peer }: Peer,
  { probe, scheme }: { readonly probe: Probe; readonly scheme: 'http' | 'https' },
): Probe {
  const bare = {
    ...withoutCredentials(probe.module),
    prober: httpProber,
    options: httpProber.options.parse(undefined),
  };
  const module = withOptions(bare, {
    followRedirects: false,
    validStatusCodes: anyStatus,
    tlsOptions: unjudged(probe, serverNameOf(probe, { host, port, ...peer })),
  });
  return {
    module: leadingTo(address, host, module),
    target: { text: `${scheme}://${bracketed(host)}:${port}/` },
  };
}

/** A host as it stands before a port; a zone is written as it is. */
function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
