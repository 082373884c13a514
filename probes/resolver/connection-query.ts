import type { LookupFailure } from '../contract.ts';
import { type AskingOptions, askServer } from '../dns/ask.ts';
import type { Failure } from '../failure.ts';
import {
  type Answer,
  addressType,
  answerOf,
  type NameQuery,
  type QueryServer,
  silence,
} from '../shared/name-query.ts';
import { startTimeLimit } from '../shared/time-limit.ts';
import { systemRoots } from '../shared/tls/system-roots.ts';
import type { ResolverSurroundings } from './module-resolver.ts';
import type { ResolverServers } from './options.ts';

/** A way to ask for which a connection is made. */
export interface ConnectionOptions extends Pick<ResolverServers, 'tlsOptions'> {
  readonly protocol: Exclude<ResolverServers['protocol'], 'udp'>;
}

/** Loads what the first question would otherwise load. */
export async function prepareConnections({ protocol, tlsOptions }: ConnectionOptions): Promise<void> {
  if (protocol === 'https') await import('../dns/https.ts');
  if (protocol !== 'tcp' && tlsOptions.ca === undefined) await systemRoots();
}

/**
 * Asks servers over connections, one new connection for each question. The resolver of the surroundings is asked for
 * the names in the URLs of servers.
 */
export function queryOverConnection(
  options: ConnectionOptions,
  { clock, resolver, policy }: ResolverSurroundings,
): QueryServer {
  return async (query, signal) => {
    using limit = startTimeLimit(query.timeoutMs, signal);
    const context = { signal: limit.signal, clock, resolver, policy, transcript: { record: () => {} } };
    const question = { server: query.server, name: query.question, use: 'resolver' as const };
    const asked = query.families.map(async (family) => {
      const { exchanged } = await askServer(question, askingOptions(family, options), context);
      if (exchanged.ok) return [family, answerOf(exchanged.message, { family, query })] as const;
      const failure = limit.signal.aborted ? silence(query) : lookupFailure(exchanged.failure, query);
      return [family, { kind: 'error', failure }] as const;
    });
    return new Map<4 | 6, Answer>(await Promise.all(asked));
  };
}

function askingOptions(family: 4 | 6, { protocol, tlsOptions }: ConnectionOptions): AskingOptions {
  return {
    // Of a server that has addresses of both families: more hosts have no way out over IPv6 than over IPv4.
    preferredIpProtocol: 'ip4',
    ipProtocolFallback: true,
    sourceIpAddress: '',
    queryType: addressType(family),
    queryClass: 'IN',
    recursionDesired: true,
    transportProtocol: protocol === 'https' ? 'https' : 'tcp',
    dnsOverTls: protocol === 'tls',
    tlsOptions,
    servers: [],
    path: '',
    method: '',
    failIfNotAuthenticated: false,
  };
}

const unreachable: ReadonlySet<Failure['reason']> = new Set([
  'tcp.refused',
  'tcp.timed_out',
  'tcp.address_unreachable',
]);

/**
 * What a failure of the server means to those who wanted an address. Sentences about the target are left out: the
 * server is none.
 */
function lookupFailure(
  { phase, reason, blame, detail }: Failure,
  { server, question }: NameQuery,
): LookupFailure {
  if (reason === 'policy.denied') return { reason, detail };
  const why = phase === 'resolve' || blame === 'local' ? detail : reason;
  if (phase === 'resolve' || unreachable.has(reason)) {
    return { reason: 'dns.unreachable', detail: `the resolver ${server} cannot be reached (${why})` };
  }
  return { reason: 'dns.failed', detail: `the resolver ${server} failed for ${question} (${why})` };
}
