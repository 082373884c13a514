import type { Fact, Outcome } from '../contract.ts';
import type { IcmpObservations } from './observations.ts';
import { roundTripStatistics } from './round-trips.ts';

/** The kind of socket, what came back with which hop limit, and how the round trips of a burst were spread. */
export function icmpFacts({ observations }: Outcome<IcmpObservations>): readonly Fact[] {
  const { socketKind, sent, duplicates, roundTripsMs, replyHopLimit } = observations;
  const facts: Fact[] = [];
  if (socketKind !== undefined) facts.push({ name: 'socket', value: socketKind });
  if (replyHopLimit !== undefined) facts.push({ name: 'reply hop limit', value: String(replyHopLimit) });
  if (sent <= 1) return facts;
  const again = duplicates === 0 ? '' : `, ${duplicates} duplicates`;
  facts.push({ name: 'packets', value: `${sent} sent, ${roundTripsMs.length} received${again}` });
  const statistics = roundTripStatistics(roundTripsMs);
  if (statistics === undefined) return facts;
  const { minMs, meanMs, maxMs, deviationMs } = statistics;
  const spread = [minMs, meanMs, maxMs, deviationMs].map((ms) => ms.toFixed(3)).join('/');
  return [...facts, { name: 'rtt min/mean/max/stddev', value: `${spread} ms` }];
}
