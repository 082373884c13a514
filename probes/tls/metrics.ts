import type { MetricFamily, Outcome, Sample } from '../contract.ts';
import { revocationFamilies } from '../shared/crl/families.ts';
import { secondsOf } from '../shared/seconds.ts';
import { cipherFamily, sslFamilies } from '../shared/tls/families.ts';
import type { TlsEvidence } from '../tls-evidence.ts';
import { certificateDetails, ocspFamilies } from './certificate-metrics.ts';
import type { TlsObservations } from './observations.ts';

/**
 * The TLS prober's own families: the time of each phase that happened, and, as soon as the peer has shown a
 * certificate, blackbox_exporter's families for TLS and ours, whether or not the peer was accepted.
 */
export function tlsFamilies({ phases, tls }: Outcome<TlsObservations>): readonly MetricFamily[] {
  const durations: MetricFamily = {
    name: 'probe_tls_duration_seconds',
    help: 'Duration of each phase of the probe that happened, in seconds',
    type: 'gauge',
    samples: Object.entries(phases).map(([phase, durationMs]) => ({
      labels: { phase },
      value: secondsOf(durationMs),
    })),
  };
  if (tls === undefined || tls.chain.length === 0) return [durations];
  return [
    durations,
    ...sslFamilies(tls),
    ...cipherFamily(tls),
    ...certificateDetails(tls.chain),
    ...ocspFamilies(tls.ocspStaple),
    ...agreementFamilies(tls),
    ...judgementFamilies(tls),
    ...revocationFamilies(tls),
  ];
}

function agreementFamilies({
  group,
  alpn,
  clientCertificateRequested,
}: TlsEvidence): readonly MetricFamily[] {
  const families: MetricFamily[] = [];
  if (group !== undefined) {
    families.push(
      gauge('probe_tls_key_exchange_info', 'The group of the key exchange that was agreed on', {
        labels: { group },
        value: 1,
      }),
    );
  }
  if (alpn !== undefined) {
    families.push(
      gauge('probe_tls_alpn_info', 'The application protocol that was agreed on', {
        labels: { protocol: alpn },
        value: 1,
      }),
    );
  }
  if (clientCertificateRequested !== undefined) {
    families.push(
      gauge('probe_tls_client_certificate_requested', 'Whether the peer asked for a client certificate', {
        value: Number(clientCertificateRequested),
      }),
    );
  }
  return families;
}

function judgementFamilies({ nameMatches, missingIssuer }: TlsEvidence): readonly MetricFamily[] {
  const complete = gauge(
    'probe_tls_chain_complete',
    'Whether what the peer sent leads to a trusted or self-signed certificate without a gap',
    { labels: { missing_issuer: missingIssuer?.issuer ?? '' }, value: Number(missingIssuer === undefined) },
  );
  if (nameMatches === undefined) return [complete];
  const help = "Whether the peer's certificate is one for the name it was asked for";
  return [complete, gauge('probe_tls_name_matches', help, { value: Number(nameMatches) })];
}

function gauge(name: string, help: string, sample: Sample): MetricFamily {
  return { name, help, type: 'gauge', samples: [sample] };
}
