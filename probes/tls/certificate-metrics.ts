import type { MetricFamily, Sample } from '../contract.ts';
import type { CertificateEvidence, OcspStapleEvidence } from '../tls-evidence.ts';

/** What each certificate is, and since when it is valid, by its position in what the peer sent. */
export function certificateDetails(chain: readonly CertificateEvidence[]): readonly MetricFamily[] {
  return [
    {
      name: 'probe_tls_certificate_info',
      help: "Each certificate as the peer sent them; position 0 is the peer's own",
      type: 'gauge',
      samples: chain.map((certificate, position) => ({ labels: labelsOf(certificate, position), value: 1 })),
    },
    {
      name: 'probe_tls_certificate_not_before_timestamp_seconds',
      help: 'Start of the validity of each certificate as the peer sent them, in Unix time',
      type: 'gauge',
      samples: chain.map(({ notBeforeSeconds }, position) => ({
        labels: { position: String(position) },
        value: notBeforeSeconds,
      })),
    },
  ];
}

function labelsOf(certificate: CertificateEvidence, position: number): Readonly<Record<string, string>> {
  const { publicKey, signatureAlgorithm = '' } = certificate;
  return {
    position: String(position),
    subject: certificate.subject,
    issuer: certificate.issuer,
    serialnumber: certificate.serialNumberHex,
    fingerprint_sha256: certificate.sha256Hex,
    key_type: publicKey?.type ?? '',
    key_bits: publicKey?.bits === undefined ? '' : String(publicKey.bits),
    signature_algorithm: signatureAlgorithm,
  };
}

/** Whether the peer stapled an OCSP response, what it says, and its dates. */
export function ocspFamilies(staple: OcspStapleEvidence | undefined): readonly MetricFamily[] {
  const stapled = gauge('probe_tls_ocsp_stapled', 'Whether the peer stapled an OCSP response', {
    value: staple === undefined ? 0 : 1,
  });
  if (staple === undefined) return [stapled];
  const { status, signature } = staple;
  return [
    stapled,
    gauge('probe_tls_ocsp_staple_info', "What the stapled OCSP response says of the peer's certificate", {
      labels: { status, signature },
      value: 1,
    }),
    ...dateFamilies(staple),
  ];
}

function dateFamilies(staple: OcspStapleEvidence): readonly MetricFamily[] {
  const dates = [
    ['produced_at', 'When the stapled OCSP response was signed', staple.producedAtSeconds],
    ['this_update', 'From when the stapled OCSP response is known to be right', staple.thisUpdateSeconds],
    ['next_update', 'Until when a newer OCSP response will be there', staple.nextUpdateSeconds],
    ['revoked_at', 'When the certificate was revoked', staple.revokedAtSeconds],
  ] as const;
  return dates.flatMap(([name, help, value]) =>
    value === undefined
      ? []
      : [gauge(`probe_tls_ocsp_${name}_timestamp_seconds`, `${help}, in Unix time`, { value })],
  );
}

function gauge(name: string, help: string, sample: Sample): MetricFamily {
  return { name, help, type: 'gauge', samples: [sample] };
}
