import { promqlString } from '../promql.ts';
import { type Alert, alertingRule, type RuleGroup } from './rule.ts';
import { overdue, selectionOf } from './selection.ts';
import type { RuleSettings } from './settings.ts';

/** How the vantage points themselves do: whether they answer, keep their time and find what they need. */
export function pointRules(settings: RuleSettings): RuleGroup {
  const { series, byPoint } = selectionOf(settings);
  const byJobAndPoint = byPoint.replace('(', '(job, ');
  const job = `job=${promqlString(settings.scrapeJob)}`;
  const alerts: readonly Alert[] = [
    {
      name: 'VantageInstanceDown',
      expr: `up{${job}} == 0`,
      for: '5m',
      severity: 'warning',
      summary: '{{ $labels.instance }} does not answer Prometheus',
      description:
        'Prometheus cannot scrape {{ $labels.instance }}{{ with $labels.vantage }} of the vantage point {{ . }}{{ end }}: nobody else probes the targets of a shard.',
    },
    {
      name: 'VantagePointSilent',
      expr: `group by (vantage) (last_over_time(up{${job}, vantage!=""}[1d]))
unless on (vantage) group by (vantage) (up{${job}} == 1)`,
      for: '5m',
      severity: 'warning',
      summary: 'Nothing is heard of the vantage point {{ $labels.vantage }}',
      description:
        'Not one instance of {{ $labels.vantage }} has been heard of for five minutes, and one was within the last day. Its view of the targets is missing from every quorum.',
    },
    {
      name: 'VantageAllPointsSilent',
      expr: `absent(up{${job}} == 1) and on () count(last_over_time(up{${job}}[1d])) > 0`,
      for: '5m',
      severity: 'critical',
      summary: 'Nothing is heard of any vantage point',
      description:
        'No instance of Vantage answers. Whether targets are up is unknown, and no other alert will tell when they are not.',
    },
    {
      name: 'VantageTargetsOverdue',
      expr: `count ${byJobAndPoint} (${overdue(series)})`,
      for: '5m',
      severity: 'warning',
      summary: 'Targets of {{ $labels.job }} are not probed{{ with $labels.vantage }} by {{ . }}{{ end }}',
      description:
        '{{ $value }} targets of the job {{ $labels.job }} have not been probed for more than three of their intervals{{ with $labels.vantage }} by {{ . }}{{ end }}. Their last results stand, and count for nothing.',
    },
    {
      name: 'VantageRunsSkipped',
      expr: 'sum by (job, cause, instance, vantage) (increase(vantage_schedule_skipped_total[15m])) > 0',
      for: '10m',
      severity: 'warning',
      summary: '{{ $labels.instance }} leaves out runs of {{ $labels.job }}: {{ $labels.cause }}',
      description:
        'About {{ printf "%.0f" $value }} runs of the job {{ $labels.job }} were skipped in 15 minutes on {{ $labels.instance }}, because of {{ $labels.cause }}. Targets are probed less often than promised.',
    },
    {
      name: 'VantageOverloaded',
      expr: `histogram_quantile(0.99,
  sum by (le, instance, vantage, thread) (rate(vantage_event_loop_delay_seconds_bucket[5m]))
) > 0.1`,
      for: '10m',
      severity: 'warning',
      summary: '{{ $labels.instance }} is overloaded',
      description:
        'The thread {{ $labels.thread }} of {{ $labels.instance }} is up to {{ humanizeDuration $value }} late: what it measures is as much its own delay as that of the targets.',
    },
    {
      name: 'VantageFailsLocally',
      expr: `count ${byJobAndPoint} (${series('probe_failure_info', 'blame="local"')})`,
      for: '5m',
      severity: 'warning',
      summary:
        'Probes of {{ $labels.job }} fail for want of something{{ with $labels.vantage }} at {{ . }}{{ end }}',
      description:
        '{{ $value }} targets of the job {{ $labels.job }} cannot be probed{{ with $labels.vantage }} at {{ . }}{{ end }} because the exporter lacks a permission or a resource. Nothing is known of these targets from there.',
    },
    {
      name: 'VantageConfigurationRefused',
      expr: 'vantage_config_file_ok == 0',
      for: '5m',
      severity: 'warning',
      summary: '{{ $labels.instance }} refuses its configuration',
      description:
        '{{ $labels.file }} on {{ $labels.instance }} cannot be used. Its last good version is in force, and a restart would fail.',
    },
    {
      name: 'VantageDiscoveryFails',
      expr: 'sum by (job, kind, instance, vantage) (increase(vantage_discovery_failures_total[15m])) > 0',
      for: '30m',
      severity: 'warning',
      summary: '{{ $labels.instance }} cannot ask where the targets of {{ $labels.job }} are',
      description:
        'A source of the kind {{ $labels.kind }} of the job {{ $labels.job }} has been failing for half an hour on {{ $labels.instance }}. The last good list is in force; targets that came since are not probed.',
    },
  ];
  return {
    name: 'vantage-points',
    rules: alerts.map((each) => alertingRule(each, settings.runbooks)),
  };
}
