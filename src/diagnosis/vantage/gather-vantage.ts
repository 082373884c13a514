import { responseCodeName } from '../../../probes/dns/mnemonics.ts';
import { parseIpLiteral } from '../../../probes/shared/ip-literal.ts';
import type { Gateway, ServerAnswer, VantageEvidence } from '../evidence.ts';
import { askDns, withoutReply } from '../names/dns-question.ts';
import { permitted, unjudgedBy } from '../permitted.ts';
import type { Surroundings } from '../surroundings.ts';
import { type Limits, within } from '../within.ts';
import { type DefaultRoute, isNeighbourKnown } from './host-network.ts';

/** For one answer of one server. */
const answerMs = 1500;
/** For the answer of a gateway, which stands on the same link. */
const gatewayMs = 1000;
/** How many root servers are asked. */
const askedRoots = 3;

/** How far away the target is: nothing beyond that is asked. */
export type Distance = 'this host' | 'a private network' | 'the internet';

/** Looks at this vantage point itself: its routes and gateways, its resolver, and whether there is anybody outside. */
export async function gatherVantage(
  distance: Distance,
  surroundings: Surroundings,
): Promise<VantageEvidence> {
  const { nameServers, roots, limits } = surroundings;
  const { defaultRoutes, hasGlobalAddress } = surroundings.network();
  const isClockKept = surroundings.isClockKept();
  const own = { hasGlobalAddress, ...(isClockKept === undefined ? {} : { isClockKept }) };
  if (distance === 'this host') {
    const gateways = defaultRoutes.map(
      ({ gateway, ...route }): Gateway => ({
        ...route,
        ...(gateway === undefined ? {} : { address: gateway }),
        state: 'unasked',
      }),
    );
    return { gateways, ...own, resolvers: [] };
  }
  const asked = distance === 'the internet' ? permitted(roots.slice(0, askedRoots), limits.policy) : [];
  const [gateways, resolvers, heard] = await Promise.all([
    Promise.all(defaultRoutes.map((route) => gatewayOf(route, surroundings))),
    Promise.all(nameServers.map((server) => askForRoot(server, unjudgedBy(limits)))),
    Promise.all(asked.map((server) => askForRoot(server, limits))),
  ]);
  const outside =
    asked.length === 0
      ? {}
      : { outside: heard.some(({ kind }) => kind !== 'silence' && kind !== 'unreachable') };
  return { gateways, ...own, resolvers, ...outside };
}

/** The root is there whatever happens to the name of a target. */
async function askForRoot(server: string, limits: Limits): Promise<ServerAnswer> {
  const reply = await within(limits, answerMs, (context) =>
    askDns({ server, name: '.', type: 'NS', isRecursive: true }, context),
  );
  const about = { server, addresses: [], durationMs: reply.durationMs };
  if (!reply.ok) return { ...about, ...withoutReply(reply.failure) };
  const { responseCode } = reply.message;
  return responseCode === 0
    ? { ...about, kind: 'no_address', detail: 'answers' }
    : { ...about, kind: 'refusal', detail: `answers ${responseCodeName(responseCode)}` };
}

async function gatewayOf(route: DefaultRoute, { limits, trace }: Surroundings): Promise<Gateway> {
  const { family, gateway } = route;
  const about = { family, interface: route.interface };
  if (gateway === undefined) return { ...about, state: 'unknown' };
  const isLinkLocal = family === 6 && /^fe[89ab]/u.test(gateway);
  const address = parseIpLiteral(isLinkLocal ? `${gateway}%${route.interface}` : gateway);
  if (address === undefined) return { ...about, address: gateway, state: 'unknown' };
  const traced = await within(limits, gatewayMs, ({ signal }) =>
    trace({ address, method: 'udp' }, { clock: limits.clock, signal }),
  );
  const hasAnswered = traced.hops.some((hop) => hop.address !== undefined);
  const isKnown = family === 4 ? isNeighbourKnown(gateway) : undefined;
  const state = hasAnswered || isKnown === true ? 'answers' : isKnown === false ? 'silent' : 'unknown';
  return { ...about, address: gateway, state };
}
