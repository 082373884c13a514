import type { Dashboard } from './panel.ts';
import type { DashboardSettings } from './settings.ts';
import {
  byTarget,
  groupVariable,
  jobVariable,
  noneThresholds,
  pointVariable,
  upThresholds,
} from './shared-parts.ts';

const watched = 'probe_success{job=~"$job"}';

/** All targets at once: what is down, from where, whose it is, and how fast the rest answers. */
export function fleetDashboard(settings: DashboardSettings): Dashboard {
  return {
    uid: 'vantage-fleet',
    title: 'Vantage / Fleet',
    description: 'All targets at once: what is down, from where, whose it is, and how fast the rest answers.',
    from: 'now-6h',
    variables: [jobVariable, groupVariable(settings), pointVariable(settings)],
    rows: [
      {
        title: 'Now',
        panels: [
          {
            type: 'stat',
            title: 'Targets',
            description: 'Targets that at least one vantage point probes.',
            unit: 'none',
            queries: [{ expr: `count(count ${byTarget} (${watched}))`, legend: 'targets' }],
            thresholds: ['blue'],
            width: 6,
            height: 4,
          },
          {
            type: 'stat',
            title: 'Down everywhere',
            description: 'Targets that no vantage point reaches.',
            unit: 'none',
            queries: [
              { expr: `count(max ${byTarget} (${watched}) == 0) or vector(0)`, legend: 'down everywhere' },
            ],
            thresholds: noneThresholds,
            width: 6,
            height: 4,
          },
          {
            type: 'stat',
            title: 'Down somewhere',
            description: 'Targets that some vantage points reach and others do not.',
            unit: 'none',
            queries: [
              {
                expr: `count(min ${byTarget} (${watched}) == 0 and max ${byTarget} (${watched}) == 1) or vector(0)`,
                legend: 'down somewhere',
              },
            ],
            thresholds: ['green', [1, 'orange']],
            width: 6,
            height: 4,
          },
          {
            type: 'stat',
            title: 'Vantage points',
            description: 'Vantage points with results of these jobs.',
            unit: 'none',
            queries: [{ expr: `count(count by (vantage) (${watched}))`, legend: 'vantage points' }],
            thresholds: ['blue'],
            width: 6,
            height: 4,
          },
          {
            type: 'table',
            title: 'What fails, and why',
            description:
              'Each target that fails, with the reason from each vantage point. See docs/failure-reasons.md.',
            unit: 'none',
            queries: [{ expr: 'probe_failure_info{job=~"$job"}' }],
            columns: ['job', 'instance', ...settings.pointLabels, 'phase', 'reason', 'blame'],
            width: 24,
            height: 8,
          },
        ],
      },
      {
        title: 'By vendor and region',
        panels: [
          {
            type: 'state-timeline',
            title: 'Up, by $group and $point',
            description: 'The share of targets that are up.',
            unit: 'percentunit',
            queries: [{ expr: `avg by ($group, $point) (${watched})`, legend: '{{$group}} {{$point}}' }],
            thresholds: upThresholds,
            width: 24,
            height: 9,
          },
          {
            type: 'timeseries',
            title: 'Availability by $group',
            description: 'The share of targets that are up, from all vantage points together.',
            unit: 'percentunit',
            queries: [{ expr: `avg by ($group) (${watched})`, legend: '{{$group}}' }],
            min: 0,
            max: 1,
            width: 12,
            height: 8,
          },
          {
            type: 'timeseries',
            title: 'Availability by $point',
            description: 'The share of targets that are up. A point that drops alone has trouble of its own.',
            unit: 'percentunit',
            queries: [{ expr: `avg by ($point) (${watched})`, legend: '{{$point}}' }],
            min: 0,
            max: 1,
            width: 12,
            height: 8,
          },
        ],
      },
      {
        title: 'Speed and failures',
        panels: [
          {
            type: 'timeseries',
            title: 'Mean duration by $group',
            description: 'How long the latest runs took on average.',
            unit: 's',
            queries: [
              { expr: `avg by ($group) (probe_duration_seconds{job=~"$job"})`, legend: '{{$group}}' },
            ],
            min: 0,
            width: 12,
            height: 8,
          },
          {
            type: 'timeseries',
            title: 'Duration of 95 % of runs by $group',
            description: 'From the histograms of schedules: what 95 % of the runs stay below.',
            unit: 's',
            queries: [
              {
                expr: `histogram_quantile(0.95, sum by (le, $group) (rate(vantage_probe_duration_seconds_bucket{job=~"$job"}[$__rate_interval])))`,
                legend: '{{$group}}',
              },
            ],
            min: 0,
            width: 12,
            height: 8,
          },
          {
            type: 'timeseries',
            title: 'Failures by reason',
            description: 'Failed runs of schedules a second, by their reason.',
            unit: 'reqps',
            queries: [
              {
                expr: 'sum by (reason) (rate(vantage_probe_failures_total{job=~"$job"}[$__rate_interval]))',
                legend: '{{reason}}',
              },
            ],
            stacked: true,
            width: 12,
            height: 8,
          },
          {
            type: 'timeseries',
            title: 'Failures by blame',
            description: 'Failed runs of schedules a second, by whose fault they most likely were.',
            unit: 'reqps',
            queries: [
              {
                expr: 'sum by (blame) (rate(vantage_probe_failures_total{job=~"$job"}[$__rate_interval]))',
                legend: '{{blame}}',
              },
            ],
            stacked: true,
            width: 12,
            height: 8,
          },
          {
            type: 'bargauge',
            title: 'Slowest targets',
            description: 'The ten slowest targets, by their latest runs from all vantage points.',
            unit: 's',
            queries: [
              {
                expr: `topk(10, avg ${byTarget} (probe_duration_seconds{job=~"$job"}))`,
                legend: '{{instance}}',
              },
            ],
            thresholds: ['green', [1, 'orange'], [5, 'red']],
            min: 0,
            width: 24,
            height: 8,
          },
        ],
      },
    ],
  };
}
