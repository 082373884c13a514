import type { Evidence, Gateway } from '../../diagnosis/evidence.ts';
import { longSpan } from '../../diagnosis/rules/words.ts';
import type { Row } from '../view/wrap.ts';

/** What this host found when it looked at itself. */
export function vantageRows(evidence: Evidence): readonly Row[] {
  const { vantage, routes } = evidence;
  const { gateways, resolvers, outside, hasGlobalAddress } = vantage;
  const families = [hasGlobalAddress.ip4 ? 'IPv4' : '', hasGlobalAddress.ip6 ? 'IPv6' : ''].filter(
    (word) => word !== '',
  );
  const untraced = routes.find(({ end }) => end === 'not_possible');
  return [
    { label: 'addresses', value: families.length === 0 ? 'none beyond this host' : families.join(' and ') },
    ...(gateways.length === 0 ? [{ label: 'gateway', value: 'none: there is no default route' }] : []),
    ...gateways.map(gatewayRow),
    ...resolvers.map(({ server, kind, detail }) => ({
      label: 'resolver',
      value: `${server} ${kind === 'no_address' ? 'answers' : detail}`,
    })),
    ...clockRows(evidence),
    ...(outside === undefined
      ? []
      : [{ label: 'outside', value: outside ? 'a root server answers' : 'no root server answers' }]),
    ...(untraced === undefined
      ? []
      : [
          {
            label: 'route',
            value: `${untraced.method.toUpperCase()} is not possible: ${untraced.detail ?? ''}`,
          },
        ]),
  ];
}

/** A difference that the time of a request, or a second that has just begun, may make. */
const sameClockMs = 2000;

function clockRows({ vantage: { isClockKept }, run, http }: Evidence): readonly Row[] {
  const aheadMs = [run, http?.unfollowed, http?.unjudged].find(
    (finding) => finding?.aheadOfPeerMs !== undefined,
  )?.aheadOfPeerMs;
  const kept =
    isClockKept === undefined
      ? []
      : [isClockKept ? 'kept right, says the kernel' : 'nothing keeps it right, says the kernel'];
  const compared = aheadMs === undefined ? [] : [comparedClock(aheadMs)];
  const words = [...kept, ...compared];
  return words.length === 0 ? [] : [{ label: 'clock', value: words.join('; ') }];
}

function comparedClock(aheadMs: number): string {
  if (Math.abs(aheadMs) <= sameClockMs) return "the same as the target's";
  return `${longSpan(Math.abs(aheadMs) / 1000)} ${aheadMs > 0 ? 'ahead of' : 'behind'} the target's`;
}

function gatewayRow({ address, state, ...gateway }: Gateway): Row {
  const where = `${address ?? 'the link itself'} on ${gateway.interface}`;
  const words = {
    answers: 'answers',
    silent: 'does not answer',
    unknown: 'may or may not be there',
    unasked: 'was not asked',
  } as const;
  return { label: `gateway IPv${gateway.family}`, value: `${where} ${words[state]}` };
}
