import type { HostsFile } from '../shared/hosts-file.ts';
import type { ResolverSettings } from '../shared/resolv-conf.ts';
import type { TlsOptions } from '../shared/tls/options.ts';

/** How a server is asked: over UDP (TCP when the answer is truncated), TCP, TLS (RFC 7858) or HTTPS (RFC 8484). */
export const resolverProtocols = ['udp', 'tcp', 'tls', 'https'] as const;
export type ResolverProtocol = (typeof resolverProtocols)[number];

/** The block `resolver` of a module: who says what addresses the names of its probes have. */
export interface ResolverOptions {
  /** Names that nobody is asked for. */
  readonly hosts: HostsFile;
  /** Who is asked for all others. Absent: whoever this host asks. */
  readonly servers?: ResolverServers | undefined;
}

/**
 * Servers, and how to ask them. A server is `address`, `address:port` or `[address]:port`; over HTTPS also a URL.
 */
export interface ResolverServers extends ResolverSettings {
  readonly protocol: ResolverProtocol;
  /** Of the protocols that use TLS. */
  readonly tlsOptions: TlsOptions;
}
