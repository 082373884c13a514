import { type AlertingRule, alertingRule, type RuleGroup, type Severity } from './rule.ts';
import { selectionOf } from './selection.ts';
import type { RuleSettings } from './settings.ts';

const thresholds: readonly { readonly days: number; readonly severity: Severity }[] = [
  { days: 21, severity: 'warning' },
  { days: 7, severity: 'warning' },
  { days: 1, severity: 'critical' },
];

/**
 * Certificates that are about to expire, or have. Dates are captured before a certificate is judged, so that the alerts go
 * on when it has expired; an hour without a handshake does not end them either.
 */
export function certificateRules(settings: RuleSettings): RuleGroup {
  const { series, withoutPoint } = selectionOf(settings);
  const own = withoutPoint.replace(')', ', position)');
  const expiry = `min ${own} (last_over_time(${series('probe_tls_certificate_not_after_timestamp_seconds')}[1h]))`;
  return {
    name: 'vantage-certificates',
    rules: [
      { record: 'target:probe_tls_certificate_not_after_timestamp_seconds:min', expr: expiry },
      ...thresholds.map(
        ({ days, severity }): AlertingRule =>
          alertingRule(
            {
              name: `VantageCertificateExpiresWithin${days === 1 ? '1Day' : `${days}Days`}`,
              expr: `target:probe_tls_certificate_not_after_timestamp_seconds:min - time() < ${days} * 86400`,
              for: '10m',
              severity,
              summary:
                'A certificate of {{ $labels.instance }} {{ if gt $value 0.0 }}expires in {{ humanizeDuration $value }}{{ else }}has expired{{ end }}',
              description:
                'The first certificate to expire of those that {{ $labels.instance }} of the job {{ $labels.job }} sends {{ if gt $value 0.0 }}expires in {{ humanizeDuration $value }}{{ else }}expired {{ printf "%.0f" $value | reReplaceAll "-" "" | humanizeDuration }} ago{{ end }}. Have it renewed, and look whether the renewal reached all servers.',
            },
            settings.runbooks,
          ),
      ),
    ],
  };
}
