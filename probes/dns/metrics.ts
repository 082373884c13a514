import type { MetricFamily, Outcome, Sample } from '../contract.ts';
import { secondsOf } from '../shared/seconds.ts';
import type { DnsObservations, ServerObservations } from './observations.ts';
import type { DnsOptions } from './options.ts';

/** The DNS prober's own families: those of the reference with its zeros, then ours. */
export function dnsFamilies(outcome: Outcome<DnsObservations>, options: DnsOptions): readonly MetricFamily[] {
  const { reply, servers } = outcome.observations;
  const families: MetricFamily[] = [
    {
      name: 'probe_dns_duration_seconds',
      help: 'Duration of the DNS query by phase, in seconds',
      type: 'gauge',
      samples: durationSamples(outcome),
    },
    gauge('probe_dns_answer_rrs', 'Records in the answer section', reply?.answerCount ?? 0),
    gauge('probe_dns_authority_rrs', 'Records in the authority section', reply?.authorityCount ?? 0),
    gauge('probe_dns_additional_rrs', 'Records in the additional section', reply?.additionalCount ?? 0),
    gauge(
      'probe_dns_query_succeeded',
      'Whether any reply was received and decoded',
      reply === undefined ? 0 : 1,
    ),
  ];
  if (reply === undefined) return [...families, ...serverFamilies(outcome, servers)];
  if (options.queryType === 'SOA') {
    families.push(gauge('probe_dns_serial', 'Serial number of the zone', reply.serial ?? 0));
  }
  if (reply.minTtlSeconds !== undefined) {
    const help = 'Shortest time to live in the answer section, in seconds';
    families.push(gauge('probe_dns_answer_min_ttl_seconds', help, reply.minTtlSeconds));
  }
  if (options.failIfNotAuthenticated || options.edns?.dnssecOk === true) {
    const help = 'Whether the server says that it has validated the answer (AD bit)';
    families.push(gauge('probe_dns_authenticated', help, reply.flags.includes('ad') ? 1 : 0));
  }
  return [...families, ...serverFamilies(outcome, servers)];
}

/** All three phases, 0 for one that was not reached; `connect` includes the TLS handshake, as in the reference. */
function durationSamples({ phases, address }: Outcome<DnsObservations>): readonly Sample[] {
  const { resolve = 0, connect = 0, tls = 0, request = 0 } = phases;
  return [
    { labels: { phase: 'resolve' }, value: secondsOf(address?.chosen === undefined ? 0 : resolve) },
    { labels: { phase: 'connect' }, value: secondsOf(connect + tls) },
    { labels: { phase: 'request' }, value: secondsOf(request) },
  ];
}

/** Of a module that names several servers: which of them are well, and whether they say the same. */
function serverFamilies(
  outcome: Outcome<DnsObservations>,
  servers: readonly ServerObservations[] | undefined,
): readonly MetricFamily[] {
  if (servers === undefined) return [];
  const agree = outcome.ok || outcome.failure.reason !== 'assert.answers_differ';
  const allWell = servers.every(({ ok }) => ok);
  return [
    {
      name: 'probe_dns_server_success',
      help: 'Whether the server gave a reply that the module accepts',
      type: 'gauge',
      samples: servers.map(({ server, ok }) => ({ labels: { server }, value: ok ? 1 : 0 })),
    },
    // Nobody knows whether they agree while one of them says nothing.
    ...(allWell
      ? [gauge('probe_dns_answers_agree', 'Whether all servers give the same answer', agree ? 1 : 0)]
      : []),
  ];
}

function gauge(name: string, help: string, value: number): MetricFamily {
  return { name, help, type: 'gauge', samples: [{ value }] };
}
