import type { Dashboard } from './panel.ts';
import type { DashboardSettings } from './settings.ts';
import {
  expiryThresholds,
  instanceVariable,
  jobVariable,
  upThresholds,
  vantageVariable,
} from './shared-parts.ts';

const chosen = '{job=~"$job", instance="$instance", vantage=~"$vantage"}';

/** One target: what each vantage point sees of it, where its time goes, why it failed, and its certificate. */
export function targetDashboard(settings: DashboardSettings): Dashboard {
  return {
    uid: 'vantage-target',
    title: 'Vantage / Target',
    description:
      'One target: what each vantage point sees of it, where its time goes, why it failed, its certificate.',
    from: 'now-3h',
    variables: [jobVariable, instanceVariable, vantageVariable],
    rows: [
      {
        title: '$instance',
        panels: [
          {
            type: 'stat',
            title: 'Up',
            description: 'The share of vantage points that reach it.',
            unit: 'percentunit',
            queries: [{ expr: `avg(probe_success${chosen})`, legend: 'up' }],
            thresholds: upThresholds,
            width: 6,
            height: 4,
          },
          {
            type: 'stat',
            title: 'Duration',
            description: 'How long the latest runs took on average.',
            unit: 's',
            queries: [{ expr: `avg(probe_duration_seconds${chosen})`, legend: 'duration' }],
            thresholds: ['blue'],
            width: 6,
            height: 4,
          },
          {
            type: 'stat',
            title: 'Certificate expires in',
            description: 'The first to expire of those that it sends, also when it was refused.',
            unit: 'dtdurations',
            queries: [
              {
                expr: `min(probe_tls_certificate_not_after_timestamp_seconds${chosen}) - time()`,
                legend: 'expires in',
              },
            ],
            thresholds: expiryThresholds,
            width: 6,
            height: 4,
          },
          {
            type: 'stat',
            title: 'Status code',
            description: 'The final response of http.',
            unit: 'none',
            queries: [{ expr: `max(probe_http_status_code${chosen})`, legend: 'status' }],
            thresholds: ['red', [200, 'green'], [300, 'blue'], [400, 'red']],
            width: 6,
            height: 4,
          },
          {
            type: 'state-timeline',
            title: 'What each vantage point sees',
            description: 'Up or down, a row for each vantage point.',
            unit: 'bool',
            queries: [{ expr: `max by (vantage) (probe_success${chosen})`, legend: '{{vantage}}' }],
            thresholds: ['red', [1, 'green']],
            width: 24,
            height: 6,
          },
          {
            type: 'table',
            title: 'Why it fails now',
            description: 'The reason from each vantage point. See docs/failure-reasons.md.',
            unit: 'none',
            queries: [{ expr: `probe_failure_info${chosen}` }],
            columns: [...settings.pointLabels, 'module', 'phase', 'reason', 'blame'],
            width: 12,
            height: 7,
          },
          {
            type: 'table',
            title: 'What diagnoses found',
            description:
              'The verdict from each vantage point that diagnosed the outage. See docs/diagnosis.md.',
            unit: 'none',
            queries: [{ expr: `vantage_diagnosis_info${chosen}` }],
            columns: [...settings.pointLabels, 'module', 'verdict', 'blame'],
            width: 12,
            height: 7,
          },
          {
            type: 'timeseries',
            title: 'Failures by reason',
            description: 'Failed runs of schedules a second.',
            unit: 'reqps',
            queries: [
              {
                expr: `sum by (reason, vantage) (rate(vantage_probe_failures_total${chosen}[$__rate_interval]))`,
                legend: '{{reason}} {{vantage}}',
              },
            ],
            stacked: true,
            width: 24,
            height: 7,
          },
        ],
      },
      {
        title: 'Time',
        panels: [
          {
            type: 'timeseries',
            title: 'Phases',
            description: 'Where the time of a run goes, on average, from the histograms of schedules.',
            unit: 's',
            queries: [
              {
                expr: `sum by (phase) (rate(vantage_probe_phase_duration_seconds_sum${chosen}[$__rate_interval])) / sum by (phase) (rate(vantage_probe_phase_duration_seconds_count${chosen}[$__rate_interval]))`,
                legend: '{{phase}}',
              },
            ],
            stacked: true,
            width: 12,
            height: 9,
          },
          {
            type: 'timeseries',
            title: 'Phases of the latest http run',
            description: 'Where the time of the latest run went, on average over the vantage points.',
            unit: 's',
            queries: [{ expr: `avg by (phase) (probe_http_duration_seconds${chosen})`, legend: '{{phase}}' }],
            stacked: true,
            width: 12,
            height: 9,
          },
          {
            type: 'heatmap',
            title: 'Durations',
            description: 'How many runs took how long, from the histograms of schedules.',
            unit: 's',
            queries: [
              {
                expr: `sum by (le) (increase(vantage_probe_duration_seconds_bucket${chosen}[$__rate_interval]))`,
                legend: '{{le}}',
              },
            ],
            width: 12,
            height: 9,
          },
          {
            type: 'timeseries',
            title: 'Duration by vantage point',
            description: 'How long the latest run took from each.',
            unit: 's',
            queries: [{ expr: `max by (vantage) (probe_duration_seconds${chosen})`, legend: '{{vantage}}' }],
            min: 0,
            width: 12,
            height: 9,
          },
          {
            type: 'timeseries',
            title: 'Name lookup',
            description: 'How long it took to find an address.',
            unit: 's',
            queries: [
              { expr: `max by (vantage) (probe_dns_lookup_time_seconds${chosen})`, legend: '{{vantage}}' },
            ],
            min: 0,
            width: 12,
            height: 7,
          },
          {
            type: 'timeseries',
            title: 'Delay of the exporter itself',
            description: 'How late the exporter was while it measured: as much of the durations is its own.',
            unit: 's',
            queries: [
              { expr: `max by (vantage) (probe_local_delay_seconds${chosen})`, legend: '{{vantage}}' },
            ],
            min: 0,
            width: 12,
            height: 7,
          },
        ],
      },
    ],
  };
}
