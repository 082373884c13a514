/** Verdicts about the way to the host: no connection comes about. */
import type { AddressEvidence, Evidence, Route } from '../evidence.ts';
import { failedFor, triedAddresses } from './facts.ts';
import type { Rule } from './rule.ts';
import { listed, place } from './words.ts';

/** A rule that is only asked when the probe got no connection, nor anything else that answers. */
function whenUnconnected(
  judge: (evidence: Evidence) => string | undefined,
): (evidence: Evidence) => string | undefined {
  return (evidence) => (isUnconnected(evidence) ? judge(evidence) : undefined);
}

function isUnconnected({ run }: Evidence): boolean {
  const { failure } = run;
  if (failure === undefined) return false;
  const isIcmp = failedFor(run, ['icmp.no_reply', 'icmp.unreachable']);
  const isUdp =
    failedFor(run, ['udp.refused', 'dns.unreachable', 'dns.timed_out']) && failure.phase !== 'resolve';
  return isIcmp || isUdp || (failure.phase === 'connect' && failure.reason.startsWith('tcp.'));
}

export const wayRules: readonly Rule[] = [
  {
    code: 'dns_address_outdated',
    blame: 'resolver',
    judge: whenUnconnected(({ addresses, names }) => {
      const own = addresses.filter(({ isOwn }) => isOwn);
      const working = addresses.filter(({ isOwn, connection }) => !isOwn && connection?.ok === true);
      if (working.length === 0 || own.some(({ connection }) => connection?.ok === true)) return undefined;
      return `your resolver says that ${names?.name ?? 'the host'} is ${addressesOf(own)}, which does not answer; others say ${addressesOf(working)}, which does`;
    }),
  },
  {
    code: 'port_closed',
    blame: 'target',
    judge: whenUnconnected((evidence) => {
      const { run, subject } = evidence;
      const tried = triedAddresses(evidence);
      const isRefused = failedFor(run, ['tcp.refused', 'udp.refused']);
      if (!isRefused || !tried.every(({ connection }) => failedFor(connection, ['tcp.refused'])))
        return undefined;
      const where =
        tried.length > 1 ? `at all ${tried.length} addresses` : `at ${run.ip ?? subject.host ?? ''}`;
      return `nothing listens on port ${subject.port ?? ''} ${where}: the host refuses the connection`;
    }),
  },
  {
    code: 'port_filtered',
    blame: 'network',
    judge: whenUnconnected(({ routes, subject }) => {
      // A ping has no port; that it alone is filtered is another verdict.
      if (subject.transport === 'icmp') return undefined;
      const reaching = routes.find(({ method, end }) => method !== 'tcp' && end === 'reached');
      if (reaching === undefined) return undefined;
      const orElse = subject.transport === 'udp' ? 'gives no answer' : 'takes no more connections';
      return `${reaching.address} answers, and port ${subject.port ?? ''} is silent: a firewall drops what goes there, or the server ${orElse}`;
    }),
  },
  {
    code: 'forbidden_on_the_way',
    blame: 'network',
    judge: whenUnconnected(({ routes }) => {
      const route = routes.find(({ end }) => end === 'prohibited');
      const hop = route?.hops.at(-1);
      if (route === undefined || hop === undefined) return undefined;
      return `${hop.address ?? 'a router'} forbids the way to ${route.address}: a packet filter at hop ${hop.hopLimit}`;
    }),
  },
  {
    code: 'ping_filtered',
    blame: 'target',
    judge: ({ run, routes }) => {
      const reaching = routes.find(({ method, end }) => method !== 'icmp' && end === 'reached');
      if (!failedFor(run, ['icmp.no_reply']) || reaching === undefined) return undefined;
      return `${reaching.address} is there and does not answer pings: they are filtered`;
    },
  },
  {
    code: 'host_unreachable',
    blame: 'network',
    judge: whenUnconnected(({ run, routes }) => {
      const route = routes.find(({ end }) => end === 'unreachable');
      const hop = route?.hops.at(-1);
      if (route !== undefined && hop !== undefined) {
        return `${hop.address ?? 'a router'} at hop ${hop.hopLimit} says that no way leads to ${route.address}`;
      }
      if (!failedFor(run, ['tcp.address_unreachable', 'icmp.unreachable', 'dns.unreachable']))
        return undefined;
      return `${run.ip ?? 'the host'} cannot be reached: ${run.failure?.detail ?? ''}`;
    }),
  },
  {
    code: 'unreachable_after_hop',
    blame: 'network',
    judge: whenUnconnected(({ routes }) => {
      const last = farthest(routes);
      if (last === undefined) return undefined;
      const { route, hopLimit, address } = last;
      return `${route.address} is unreachable after hop ${hopLimit} (${address}): nothing answers beyond it`;
    }),
  },
  {
    code: 'unreachable',
    blame: 'network',
    judge: whenUnconnected(({ run, subject }) =>
      failedFor(run, ['tcp.timed_out', 'icmp.no_reply', 'dns.timed_out'])
        ? `nothing answers at ${place(run.ip ?? subject.host ?? '', subject.port)}, nor on the way there`
        : undefined,
    ),
  },
];

/** The router farthest away that answered on a route that does not end. */
function farthest(
  routes: readonly Route[],
): { readonly route: Route; readonly hopLimit: number; readonly address: string } | undefined {
  const ends = routes
    .filter(({ end }) => end === 'silent')
    .flatMap((route) => {
      const hop = route.hops.findLast(({ address }) => address !== undefined);
      return hop?.address === undefined ? [] : [{ route, hopLimit: hop.hopLimit, address: hop.address }];
    });
  return ends.toSorted((one, other) => other.hopLimit - one.hopLimit)[0];
}

function addressesOf(addresses: readonly AddressEvidence[]): string {
  return listed(addresses.map(({ address }) => address));
}
