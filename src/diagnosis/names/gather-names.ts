import { setMaxListeners } from 'node:events';
import { moduleResolver } from '../../../probes/resolver/module-resolver.ts';
import { isLocalhost } from '../../../probes/shared/domain-name.ts';
import type { Module } from '../../config/module.ts';
import type { NameEvidence, ServerAnswer } from '../evidence.ts';
import { permitted, unjudgedBy } from '../permitted.ts';
import type { Surroundings } from '../surroundings.ts';
import { type Limits, within } from '../within.ts';
import { isLoopback, isPrivateAddress } from './address-scope.ts';
import { addressesKept, askForAddresses } from './dns-question.ts';
import { isPublicName } from './public-name.ts';
import { askZones } from './zone-walk.ts';

/** For one answer of one server. */
const answerMs = 1500;
/** For the whole walk from the root. */
const walkMs = 5000;

/** The name as the probe itself looks it up. */
export async function lookUp(
  name: string,
  { module, timeoutMs }: { readonly module: Module; readonly timeoutMs: number },
  { limits }: Surroundings,
): Promise<NameEvidence['own']> {
  const resolver = await moduleResolver(module.resolver, limits);
  const startMs = limits.clock.monotonicMs();
  const found = await within(limits, timeoutMs, ({ signal }) => resolver.lookup(name, [6, 4], { signal }));
  const durationMs = limits.clock.monotonicMs() - startMs;
  if (found.ok) {
    return {
      kind: 'addresses',
      addresses: found.addresses.slice(0, addressesKept).map(({ address }) => address),
      detail: '',
      durationMs,
    };
  }
  const { reason, detail } = found.failure;
  const kind = kinds[reason];
  return { kind, addresses: [], detail, durationMs };
}

const kinds = {
  'dns.name_not_resolved': 'no_such_name',
  'dns.failed': 'refusal',
  'dns.unreachable': 'unreachable',
  'dns.timed_out': 'silence',
  'policy.denied': 'unreachable',
} as const;

/** A name as the probe of the module has looked it up. */
export interface LookedUp {
  readonly name: string;
  readonly own: NameEvidence['own'];
  readonly module: Module;
}

/** What everybody else says of the name: the servers that the probe asks, other resolvers, the servers of its zones. */
export async function askAround(
  { name, own, module }: LookedUp,
  surroundings: Surroundings,
): Promise<NameEvidence> {
  const { limits, otherResolvers } = surroundings;
  const resolversToAsk = permitted(otherResolvers, limits.policy);
  const rootsToAsk = permitted(surroundings.roots, limits.policy);
  const othersUnasked =
    reasonNotToAsk(name, own, otherResolvers) ??
    (resolversToAsk.length + rootsToAsk.length === 0 ? 'the target policy forbids it' : undefined);
  const askAll = (servers: readonly string[], all: Limits): Promise<readonly ServerAnswer[]> =>
    Promise.all(
      servers.map(async (server) => {
        const asked = await within(all, answerMs, (context) =>
          askForAddresses({ server, name, isRecursive: true }, context),
        );
        return asked.answer;
      }),
    );
  const [resolvers, others, zones] = await Promise.all([
    isOfThisHost(name, own) ? [] : askAll(...serversOf(module, surroundings)),
    othersUnasked === undefined ? askAll(resolversToAsk, limits) : [],
    othersUnasked === undefined && rootsToAsk.length > 0
      ? within(limits, walkMs, ({ signal }) => {
          setMaxListeners(0, signal);
          return askZones(name, { limits: { ...limits, signal }, roots: rootsToAsk, answerMs });
        })
      : [],
  ]);
  // The lookup says "no such host" for both; its servers know which it is.
  const exists = own.kind === 'no_such_name' && resolvers.some(({ kind }) => kind === 'no_address');
  return {
    name,
    own: exists ? { ...own, kind: 'no_address' } : own,
    resolvers,
    others,
    ...(othersUnasked === undefined ? {} : { othersUnasked }),
    zones,
  };
}

/** The servers that the probe asks for names, and whether the policy judges them; over TLS and HTTPS they are not asked here. */
function serversOf({ resolver }: Module, { limits, nameServers }: Surroundings): [readonly string[], Limits] {
  if (resolver?.servers === undefined) return [nameServers, unjudgedBy(limits)];
  const { protocol, servers } = resolver.servers;
  return [protocol === 'udp' || protocol === 'tcp' ? permitted(servers, limits.policy) : [], limits];
}

/** No server has a say about a name of this host itself. */
function isOfThisHost(name: string, { addresses }: NameEvidence['own']): boolean {
  return isLocalhost(name) || (addresses.length > 0 && addresses.every(isLoopback));
}

/** A name that only means something within a network is nobody else's business. */
function reasonNotToAsk(
  name: string,
  own: NameEvidence['own'],
  otherResolvers: readonly string[],
): string | undefined {
  if (!isPublicName(name)) return 'the name is one of a private network';
  const isPrivate = own.addresses.length > 0 && own.addresses.every(isPrivateAddress);
  if (isPrivate) return 'the addresses are those of a private network';
  return otherResolvers.length === 0 ? 'it is switched off' : undefined;
}
