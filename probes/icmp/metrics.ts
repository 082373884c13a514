import type { MetricFamily, Outcome } from '../contract.ts';
import { secondsOf } from '../shared/seconds.ts';
import type { IcmpObservations } from './observations.ts';
import type { IcmpOptions } from './options.ts';
import { roundTripStatistics } from './round-trips.ts';

/**
 * The families of blackbox_exporter's ICMP prober, with its zeros for what did not happen, and ours about bursts
 * when the module sends more than one request.
 */
export function icmpFamilies(
  outcome: Outcome<IcmpObservations>,
  { count }: IcmpOptions,
): readonly MetricFamily[] {
  const { observations } = outcome;
  const families = [durationFamily(outcome)];
  if (outcome.ok && observations.replyHopLimit !== undefined) {
    families.push(
      gauge(
        'probe_icmp_reply_hop_limit',
        'TTL (IPv4) or hop limit (IPv6) with which the reply arrived',
        observations.replyHopLimit,
      ),
    );
  }
  return count > 1 ? [...families, ...burstFamilies(observations)] : families;
}

function durationFamily({ phases, address }: Outcome<IcmpObservations>): MetricFamily {
  const resolveMs = address?.chosen === undefined ? 0 : (phases.resolve ?? 0);
  return {
    name: 'probe_icmp_duration_seconds',
    help: 'Duration of the probe by phase, in seconds',
    type: 'gauge',
    samples: [
      { labels: { phase: 'resolve' }, value: secondsOf(resolveMs) },
      { labels: { phase: 'setup' }, value: secondsOf(phases.setup ?? 0) },
      { labels: { phase: 'rtt' }, value: secondsOf(phases.rtt ?? 0) },
    ],
  };
}

function burstFamilies({ sent, duplicates, roundTripsMs }: IcmpObservations): readonly MetricFamily[] {
  const received = roundTripsMs.length;
  const families = [
    gauge('probe_icmp_packets_sent', 'Echo requests sent', sent),
    gauge('probe_icmp_packets_received', 'Echo requests that were answered', received),
    gauge('probe_icmp_packets_duplicate', 'Replies to requests that had been answered before', duplicates),
  ];
  if (sent > 0) {
    families.push(
      gauge(
        'probe_icmp_loss_ratio',
        'Part of the requests that was not answered, 0 to 1',
        (sent - received) / sent,
      ),
    );
  }
  const statistics = roundTripStatistics(roundTripsMs);
  if (statistics === undefined) return families;
  const { minMs, meanMs, maxMs, deviationMs } = statistics;
  return [
    ...families,
    gauge('probe_icmp_rtt_min_seconds', 'Shortest round trip, in seconds', secondsOf(minMs)),
    gauge('probe_icmp_rtt_mean_seconds', 'Mean of the round trips, in seconds', secondsOf(meanMs)),
    gauge('probe_icmp_rtt_max_seconds', 'Longest round trip, in seconds', secondsOf(maxMs)),
    gauge(
      'probe_icmp_rtt_stddev_seconds',
      'Standard deviation of the round trips, in seconds',
      secondsOf(deviationMs),
    ),
  ];
}

function gauge(name: string, help: string, value: number): MetricFamily {
  return { name, help, type: 'gauge', samples: [{ value }] };
}
