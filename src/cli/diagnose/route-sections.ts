import type { Route } from '../../diagnosis/evidence.ts';
import { spellTime } from '../view/spell-time.ts';
import type { Row } from '../view/wrap.ts';

/** A titled part of a diagnosis for people. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/**
 * The ways to each address: how each method ended, and the hops of the one that most routers answered. The others are as
 * good as the same, and the JSON has them. A way that is not possible is none.
 */
export function routeSections(routes: readonly Route[]): readonly Section[] {
  const possible = routes.filter(({ end }) => end !== 'not_possible');
  const addresses = [...new Set(possible.map(({ address }) => address))];
  return addresses.map((address) => {
    const ways = possible.filter((route) => route.address === address);
    const [fullest] = ways.toSorted((one, other) => heard(other) - heard(one));
    const isPlain = ways.every(({ end, hops }) => end === 'reached' && hops.length === 1);
    return {
      title: `the way to ${address}`,
      rows: [...ways.map(endRow), ...(fullest === undefined || isPlain ? [] : hopRows(fullest))],
    };
  });
}

function heard({ hops }: Route): number {
  return hops.filter(({ address }) => address !== undefined).length;
}

function endRow({ method, hops, end }: Route): Row {
  return { label: method.toUpperCase(), value: ending(hops, end) };
}

function ending(hops: Route['hops'], end: Route['end']): string {
  const last = hops.findLast(({ address }) => address !== undefined);
  if (last === undefined) return 'nobody answers, not even on the way';
  const { hopLimit, address = '', roundTripMs } = last;
  const time = roundTripMs === undefined ? '' : ` after ${spellTime(roundTripMs)}`;
  switch (end) {
    case 'reached':
      return `it answers at hop ${hopLimit}${time}`;
    case 'unreachable':
      return `turned back by ${address} at hop ${hopLimit}: no way leads there`;
    case 'prohibited':
      return `turned back by ${address} at hop ${hopLimit}: forbidden`;
    case 'silent':
      return `nothing answers from beyond hop ${hopLimit}`;
    case 'not_possible':
      return 'not possible';
    default:
      return end satisfies never;
  }
}

function hopRows({ hops }: Route): readonly Row[] {
  return hops.map(({ hopLimit, address, roundTripMs }) => {
    const time = roundTripMs === undefined ? '' : `  ${spellTime(roundTripMs)}`;
    return {
      label: String(hopLimit).padStart(2),
      value: address === undefined ? '*' : `${address}${time}`,
    };
  });
}
