import type { Dashboard } from './panel.ts';
import { byTarget, expiryThresholds, jobVariable, noneThresholds } from './shared-parts.ts';

const left = `min ${byTarget} (probe_tls_certificate_not_after_timestamp_seconds{job=~"$job"}) - time()`;

/** Certificates: which expire next, and which do not verify. */
export function certificatesDashboard(): Dashboard {
  return {
    uid: 'vantage-certificates',
    title: 'Vantage / Certificates',
    description: 'Certificates: which expire next, and which do not verify.',
    from: 'now-7d',
    variables: [jobVariable],
    rows: [
      {
        title: 'Now',
        panels: [
          {
            type: 'stat',
            title: 'Targets with certificates',
            description: 'Targets that sent certificates in their latest run.',
            unit: 'none',
            queries: [{ expr: `count(${left})`, legend: 'targets' }],
            thresholds: ['blue'],
            width: 6,
            height: 4,
          },
          {
            type: 'stat',
            title: 'Next to expire in',
            description: 'The first certificate of all to expire.',
            unit: 'dtdurations',
            queries: [{ expr: `min(${left})`, legend: 'next' }],
            thresholds: expiryThresholds,
            width: 6,
            height: 4,
          },
          {
            type: 'stat',
            title: 'Expire within 21 days',
            description: 'Targets with a certificate that has less than 21 days left, expired ones included.',
            unit: 'none',
            queries: [{ expr: `count((${left}) < 21 * 86400) or vector(0)`, legend: 'within 21 days' }],
            thresholds: ['green', [1, 'orange']],
            width: 6,
            height: 4,
          },
          {
            type: 'stat',
            title: 'Do not verify',
            description: 'Targets whose certificate a client would refuse, from one vantage point at least.',
            unit: 'none',
            queries: [
              {
                expr: `count(min ${byTarget} (probe_tls_verified{job=~"$job"}) == 0) or vector(0)`,
                legend: 'do not verify',
              },
            ],
            thresholds: noneThresholds,
            width: 6,
            height: 4,
          },
          {
            type: 'table',
            title: 'Time left',
            description: 'The first certificate of each target to expire.',
            unit: 'dtdurations',
            queries: [{ expr: `sort(${left})` }],
            columns: ['job', 'instance', 'module'],
            value: 'Expires in',
            thresholds: expiryThresholds,
            width: 12,
            height: 12,
          },
          {
            type: 'table',
            title: 'Verification',
            description: '1 verifies, 0 does not, with the reason why.',
            unit: 'none',
            queries: [{ expr: 'probe_tls_verified{job=~"$job"}' }],
            columns: ['job', 'instance', 'vantage', 'reason'],
            value: 'Verifies',
            thresholds: ['red', [1, 'green']],
            width: 12,
            height: 12,
          },
        ],
      },
      {
        title: 'Over time',
        panels: [
          {
            type: 'timeseries',
            title: 'Time left',
            description:
              'A certificate that is renewed jumps up. One that jumps to and fro differs between servers.',
            unit: 's',
            queries: [{ expr: left, legend: '{{instance}}' }],
            width: 24,
            height: 9,
          },
          {
            type: 'table',
            title: 'TLS versions',
            description: 'The version that each target agreed to.',
            unit: 'none',
            queries: [{ expr: 'probe_tls_version_info{job=~"$job"}' }],
            columns: ['job', 'instance', 'vantage', 'version'],
            width: 24,
            height: 8,
          },
        ],
      },
    ],
  };
}
