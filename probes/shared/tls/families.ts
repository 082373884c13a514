import type { MetricFamily, Sample } from '../../contract.ts';
import type { CertificateEvidence, TlsEvidence } from '../../tls-evidence.ts';
import { earliestExpiry, noDateSeconds } from './expiry.ts';

/**
 * The families that blackbox_exporter has for a connection over TLS that was accepted: earliest expiry, expiry
 * of the best chain, the peer's own certificate, and the version.
 */
export function sslFamilies({ chain, lastChainExpirySeconds, version }: TlsEvidence): MetricFamily[] {
  const leaf = chain.slice(0, 1).map((certificate) => ({ labels: certificateLabels(certificate), value: 1 }));
  return [
    {
      name: 'probe_ssl_earliest_cert_expiry',
      help: 'Earliest expiry among the certificates that the peer sent, in Unix time',
      type: 'gauge',
      samples: [{ value: earliestExpiry(chain.map(({ notAfterSeconds }) => notAfterSeconds)) }],
    },
    {
      name: 'probe_ssl_last_chain_expiry_timestamp_seconds',
      help: 'Expiry of the verified chain that lasts longest, in Unix time',
      type: 'gauge',
      samples: [{ value: lastChainExpirySeconds ?? noDateSeconds }],
    },
    {
      name: 'probe_ssl_last_chain_info',
      help: "The peer's own certificate",
      type: 'gauge',
      samples: leaf,
    },
    {
      name: 'probe_tls_version_info',
      help: 'The version of TLS that was agreed on',
      type: 'gauge',
      samples: [{ labels: { version: version ?? 'unknown' }, value: 1 }],
    },
  ];
}

/** The labels by which blackbox_exporter names a certificate. */
export function certificateLabels(certificate: CertificateEvidence): NonNullable<Sample['labels']> {
  const { sha256Hex, subject, issuer, dnsNames, serialNumberHex } = certificate;
  return {
    fingerprint_sha256: sha256Hex,
    subject,
    issuer,
    subjectalternative: dnsNames.join(','),
    serialnumber: serialNumberHex,
  };
}

/** The cipher suite agreed on, by its IANA name; nothing when none was. */
export function cipherFamily({ cipher }: TlsEvidence): MetricFamily[] {
  if (cipher === undefined) return [];
  return [
    {
      name: 'probe_tls_cipher_info',
      help: 'The cipher suite that was agreed on',
      type: 'gauge',
      samples: [{ labels: { cipher }, value: 1 }],
    },
  ];
}

/**
 * Our own families, for every run that received a certificate, refused ones included: the expiry of each
 * certificate by its position in what the peer sent, and whether they verify.
 *
 * `probe_tls_verified` tells what a verification finds even where `insecure_skip_verify` makes it not matter;
 * its `reason` is empty when all is well.
 */
export function certificateFamilies({ chain, verification }: TlsEvidence): MetricFamily[] {
  if (chain.length === 0 && verification === undefined) return [];
  const fault = verification?.kind === 'refused' ? verification.fault : skippedFault(verification);
  return [
    {
      name: 'probe_tls_certificate_not_after_timestamp_seconds',
      help: "Expiry of each certificate as the peer sent them, in Unix time; position 0 is the peer's own",
      type: 'gauge',
      samples: chain.map(({ notAfterSeconds }, position) => ({
        labels: { position: String(position) },
        value: notAfterSeconds,
      })),
    },
    {
      name: 'probe_tls_verified',
      help: 'Whether the certificates of the peer verify, also where that is not demanded',
      type: 'gauge',
      samples: [{ labels: { reason: fault ?? '' }, value: fault === undefined ? 1 : 0 }],
    },
  ];
}

function skippedFault(verification: TlsEvidence['verification']) {
  return verification?.kind === 'skipped' ? verification.wouldFailWith : undefined;
}
