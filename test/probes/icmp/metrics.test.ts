import { expect, test } from 'vitest';
import type { Measured, MetricFamily } from '../../../probes/contract.ts';
import { icmpFacts } from '../../../probes/icmp/facts.ts';
import { icmpFamilies } from '../../../probes/icmp/metrics.ts';
import type { IcmpObservations } from '../../../probes/icmp/observations.ts';
import { icmpOptionsWith } from '../../helpers/icmp-options.ts';

const one = icmpOptionsWith();
const burst = icmpOptionsWith({ count: 4 });
const address = { lookupMs: 2, chosen: { family: 4, address: '192.0.2.1' } } as const;
const nothingSent = { sent: 0, duplicates: 0, roundTripsMs: [] };
const failure = { phase: 'response', reason: 'icmp.no_reply', blame: 'network', detail: 'silence' } as const;

const answered: Measured<IcmpObservations> = {
  phases: { resolve: 2, setup: 1, rtt: 8 },
  address,
  observations: { socketKind: 'raw', sent: 1, duplicates: 0, roundTripsMs: [8], replyHopLimit: 57 },
};

const lossy: Measured<IcmpObservations> = {
  phases: { resolve: 2, setup: 1, rtt: 4 },
  address,
  observations: {
    socketKind: 'datagram',
    sent: 4,
    duplicates: 1,
    roundTripsMs: [2, 6, 4],
    replyHopLimit: 60,
  },
};

/** `name{phase}` to value, as short as can be compared. */
function values(families: readonly MetricFamily[]): Readonly<Record<string, number>> {
  const samples = families.flatMap(({ name, samples }) =>
    samples.map(({ labels, value }) => [[name, ...Object.values(labels ?? {})].join(' '), value] as const),
  );
  return Object.fromEntries(samples);
}

const durations = {
  'probe_icmp_duration_seconds resolve': 0.002,
  'probe_icmp_duration_seconds setup': 0.001,
  'probe_icmp_duration_seconds rtt': 0.008,
};

test('a reply has its three phases and its hop limit', () => {
  expect(values(icmpFamilies({ ok: true, ...answered }, one))).toEqual({
    ...durations,
    probe_icmp_reply_hop_limit: 57,
  });
});

test('the hop limit is absent when the system did not give it', () => {
  const { replyHopLimit: _, ...observations } = answered.observations;
  expect(values(icmpFamilies({ ok: true, ...answered, observations }, one))).toEqual(durations);
});

test('phases that did not happen are 0', () => {
  const outcome = {
    ok: false,
    failure,
    phases: { resolve: 2, setup: 1 },
    address,
    observations: nothingSent,
  } as const;
  expect(values(icmpFamilies(outcome, one))).toEqual({ ...durations, 'probe_icmp_duration_seconds rtt': 0 });
});

test('the phase resolve is 0 when the lookup failed', () => {
  const outcome = {
    ok: false,
    failure,
    phases: { resolve: 2 },
    address: { lookupMs: 2 },
    observations: nothingSent,
  } as const;
  expect(values(icmpFamilies(outcome, one))).toEqual({
    'probe_icmp_duration_seconds resolve': 0,
    'probe_icmp_duration_seconds setup': 0,
    'probe_icmp_duration_seconds rtt': 0,
  });
});

test('a burst has its loss and the spread of its round trips', () => {
  expect(values(icmpFamilies({ ok: false, failure, ...lossy }, burst))).toEqual({
    'probe_icmp_duration_seconds resolve': 0.002,
    'probe_icmp_duration_seconds setup': 0.001,
    'probe_icmp_duration_seconds rtt': 0.004,
    probe_icmp_packets_sent: 4,
    probe_icmp_packets_received: 3,
    probe_icmp_packets_duplicate: 1,
    probe_icmp_loss_ratio: 0.25,
    probe_icmp_rtt_min_seconds: 0.002,
    probe_icmp_rtt_mean_seconds: 0.004,
    probe_icmp_rtt_max_seconds: 0.006,
    probe_icmp_rtt_stddev_seconds: 0.001632993,
  });
});

test('a burst that sent nothing has no ratio and no round trips', () => {
  const outcome = { ok: false, failure, phases: {}, observations: nothingSent } as const;
  expect(Object.keys(values(icmpFamilies(outcome, burst))).slice(3)).toEqual([
    'probe_icmp_packets_sent',
    'probe_icmp_packets_received',
    'probe_icmp_packets_duplicate',
  ]);
});

test('facts of one reply are the socket and the hop limit', () => {
  expect(icmpFacts({ ok: true, ...answered })).toEqual([
    { name: 'socket', value: 'raw' },
    { name: 'reply hop limit', value: '57' },
  ]);
});

test('facts of a burst are its packets and its round trips too', () => {
  expect(icmpFacts({ ok: true, ...lossy }).slice(2)).toEqual([
    { name: 'packets', value: '4 sent, 3 received, 1 duplicates' },
    { name: 'rtt min/mean/max/stddev', value: '2.000/4.000/6.000/1.633 ms' },
  ]);
});

test('there are no facts when no socket could be opened', () => {
  expect(icmpFacts({ ok: false, failure, phases: {}, observations: nothingSent })).toEqual([]);
});
