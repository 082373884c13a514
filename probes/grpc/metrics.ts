import type { Fact, MetricFamily, Outcome, Sample } from '../contract.ts';
import { revocationFacts } from '../shared/crl/facts.ts';
import { revocationFamilies } from '../shared/crl/families.ts';
import { secondsOf } from '../shared/seconds.ts';
import { sslFamilies } from '../shared/tls/families.ts';
import { servingStatusNames } from './health-messages.ts';
import type { GrpcObservations } from './observations.ts';
import { describeStatus } from './status.ts';

/** Those of TLS that the reference has for gRPC. */
const tlsNames: ReadonlySet<string> = new Set([
  'probe_ssl_earliest_cert_expiry',
  'probe_ssl_last_chain_info',
  'probe_tls_version_info',
]);

/**
 * The families of blackbox_exporter's gRPC prober; what tells of TLS is there only for an answer of status OK, but for
 * what revocation lists say.
 */
export function grpcFamilies(outcome: Outcome<GrpcObservations>): readonly MetricFamily[] {
  const { observations, tls } = outcome;
  const { call } = observations;
  const isAnsweredOverTls = tls !== undefined && call?.servingStatus !== undefined;
  return [
    gauge('probe_grpc_duration_seconds', 'Duration of the gRPC call by phase', durations(outcome)),
    gauge('probe_grpc_ssl', 'Whether the answer came over TLS', [{ value: Number(isAnsweredOverTls) }]),
    gauge('probe_grpc_status_code', 'Status code of the gRPC call, 0 when none was made', [
      { value: call?.statusCode ?? 0 },
    ]),
    ...(call === undefined
      ? []
      : [
          gauge(
            'probe_grpc_healthcheck_response',
            'The health that the service reports',
            servingStatusNames.map((serving_status, number) => ({
              labels: { serving_status },
              value: Number(call.servingStatus === number),
            })),
          ),
        ]),
    ...(isAnsweredOverTls ? sslFamilies(tls).filter(({ name }) => tlsNames.has(name)) : []),
    ...(tls === undefined ? [] : revocationFamilies(tls)),
  ];
}

/**
 * `resolve` is 0 for a lookup that gave no address; `check` is all that follows the lookup: TCP and TLS handshakes
 * and the call itself.
 */
function durations({ phases, address, observations }: Outcome<GrpcObservations>): Sample[] {
  const { resolve = 0, connect = 0, tls = 0, check = 0 } = phases;
  const lookupMs = address?.chosen === undefined ? 0 : resolve;
  const samples = [{ labels: { phase: 'resolve' }, value: secondsOf(lookupMs) }];
  if (observations.call !== undefined) {
    samples.push({ labels: { phase: 'check' }, value: secondsOf(connect + tls + check) });
  }
  return samples;
}

function gauge(name: string, help: string, samples: readonly Sample[]): MetricFamily {
  return { name, help, type: 'gauge', samples };
}

/** The code of the call and the health it reported, and what revocation lists say. */
export function grpcFacts({ observations, tls }: Outcome<GrpcObservations>): readonly Fact[] {
  const { call } = observations;
  if (call === undefined) return [];
  const { statusCode, servingStatus } = call;
  const facts = [{ name: 'grpc status', value: describeStatus(statusCode) }];
  if (servingStatus !== undefined) facts.push({ name: 'health', value: describeHealth(servingStatus) });
  return [...facts, ...revocationFacts(tls)];
}

/** A ServingStatus by name; one that is not defined by its number. */
export function describeHealth(servingStatus: number): string {
  return servingStatusNames[servingStatus] ?? String(servingStatus);
}
