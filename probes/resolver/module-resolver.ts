import type { Clock, Lookup, Resolver, TargetPolicy } from '../contract.ts';
import type { HostsFile } from '../shared/hosts-file.ts';
import { parseIpLiteral } from '../shared/ip-literal.ts';
import { askServers, lookupInHosts } from '../shared/name-lookup.ts';
import type { Answer, QueryServer } from '../shared/name-query.ts';
import { queryName, serverEndpoint } from '../shared/udp-name-query.ts';
import type { ResolverOptions, ResolverServers } from './options.ts';

/** What a module's own resolver is built on. */
export interface ResolverSurroundings {
  readonly clock: Clock;
  /** The resolver of this host. */
  readonly resolver: Resolver;
  readonly policy: TargetPolicy;
}

/**
 * The resolver of a module: its own, or that of this host when the module has none. With servers of its own, neither
 * `/etc/hosts` nor `/etc/resolv.conf` counts; with `hosts` alone, both do for every other name.
 *
 * It keeps no state and no socket between lookups. Loads what the first lookup would otherwise load, so that our own
 * delay is not the resolver's.
 */
export async function moduleResolver(
  options: ResolverOptions | undefined,
  surroundings: ResolverSurroundings,
): Promise<Resolver> {
  if (options === undefined) return surroundings.resolver;
  const { hosts, servers } = options;
  const withHosts = hostsBefore(hosts, surroundings.resolver);
  if (servers === undefined) return withHosts;
  // The name in the URL of a server cannot be asked of that server.
  const query = await queryFor(servers, { ...surroundings, resolver: withHosts });
  return hostsBefore(hosts, {
    lookup: (name, families, { signal, transcript }) =>
      askServers({ name, families, transcript, settings: servers, query }, signal),
  });
}

function hostsBefore(hosts: HostsFile, others: Resolver): Resolver {
  return {
    async lookup(name, families, context): Promise<Lookup> {
      const { signal, transcript } = context;
      const listed = signal.aborted ? undefined : lookupInHosts({ name, families, transcript }, hosts);
      return listed ?? (await others.lookup(name, families, context));
    },
  };
}

async function queryFor(servers: ResolverServers, surroundings: ResolverSurroundings): Promise<QueryServer> {
  const { protocol, tlsOptions } = servers;
  if (protocol === 'udp') return unlessRefused(surroundings.policy);
  const { prepareConnections, queryOverConnection } = await import('./connection-query.ts');
  await prepareConnections({ protocol, tlsOptions });
  return queryOverConnection({ protocol, tlsOptions }, surroundings);
}

/** Asks over UDP those servers that the target policy allows. */
function unlessRefused(policy: TargetPolicy): QueryServer {
  return (query, signal) => {
    const why = refusal(query.server, policy);
    if (why === undefined) return queryName(query, signal);
    const detail = `the target policy denies the resolver: ${why}`;
    const answer: Answer = { kind: 'error', failure: { reason: 'policy.denied', detail } };
    return Promise.resolve(new Map(query.families.map((family) => [family, answer])));
  };
}

function refusal(server: string, policy: TargetPolicy): string | undefined {
  const { host, port } = serverEndpoint(server);
  const to = { scheme: 'dns', host, port, use: 'resolver' as const };
  const address = parseIpLiteral(host);
  return policy.refuseHost(to) ?? (address === undefined ? undefined : policy.refuseAddress(to, address));
}
