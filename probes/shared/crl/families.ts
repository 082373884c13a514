import type { MetricFamily, Sample } from '../../contract.ts';
import type { CertificateRevocation, RevocationListEvidence, TlsEvidence } from '../../tls-evidence.ts';
import { secondsOf } from '../seconds.ts';
import { certificateLabels } from '../tls/families.ts';

type Labels = NonNullable<Sample['labels']>;

/**
 * The families that blackbox_exporter has for `check_revoked`: what the revocation list of each certificate says,
 * and how long it took to fetch them. None when the lists were not asked.
 */
export function revocationFamilies({ revocation }: TlsEvidence): readonly MetricFamily[] {
  if (revocation === undefined || revocation.certificates.length === 0) return [];
  const { certificates, fetchMs } = revocation;
  const perCertificate = (valueOf: (list: RevocationListEvidence) => number | undefined): Sample[] =>
    certificates.flatMap((certificate, position) => {
      const value = valueOf(certificate.list);
      return value === undefined ? [] : [{ labels: labelsOf(certificate, position), value }];
    });
  return [
    gauge(
      'probe_ssl_crl_revoked',
      'Whether the certificate is on its revocation list',
      perCertificate((list) => Number(list.kind === 'usable' && list.revoked)),
    ),
    gauge(
      'probe_ssl_crl_available',
      'Whether there is a revocation list for the certificate that can be used',
      perCertificate((list) => Number(list.kind === 'usable')),
    ),
    gauge(
      'probe_ssl_crl_stale',
      'Whether a newer revocation list should be there by now',
      perCertificate((list) => Number(list.kind === 'usable' && list.stale)),
    ),
    gauge(
      'probe_ssl_crl_next_update_timestamp_seconds',
      'Until when there will be a newer revocation list, in Unix time',
      perCertificate((list) => (list.kind === 'usable' ? list.nextUpdateSeconds : undefined)),
    ),
    gauge('probe_ssl_crl_fetch_time_seconds', 'Time spent on fetching revocation lists, in seconds', [
      { value: secondsOf(fetchMs) },
    ]),
  ].filter(({ samples }) => samples.length > 0);
}

function labelsOf({ certificate, list }: CertificateRevocation, position: number): Labels {
  const url = list.kind === 'none' ? '' : list.url;
  return { ...certificateLabels(certificate), chain_pos: String(position), crl_url: url };
}

function gauge(name: string, help: string, samples: readonly Sample[]): MetricFamily {
  return { name, help, type: 'gauge', samples };
}
