import { promqlString } from '../promql.ts';
import type { Dashboard, TimeSeriesPanel } from './panel.ts';
import type { DashboardSettings } from './settings.ts';

/** The vantage points themselves: whether they answer, keep their time, and what they need. */
export function exporterDashboard({ scrapeJob }: DashboardSettings): Dashboard {
  const job = `job=${promqlString(scrapeJob)}`;
  const own = 'vantage=~"$vantage"';
  return {
    uid: 'vantage-exporter',
    title: 'Vantage / Exporter',
    description: 'The vantage points themselves: whether they answer, keep their time, and what they need.',
    from: 'now-6h',
    variables: [
      {
        kind: 'query',
        name: 'vantage',
        title: 'Vantage point',
        query: 'label_values(vantage_build_info, vantage)',
        several: true,
      },
    ],
    rows: [
      {
        title: 'Now',
        panels: [
          {
            type: 'state-timeline',
            title: 'Answers Prometheus',
            description: 'A row for each instance.',
            unit: 'bool',
            queries: [
              { expr: `max by (vantage, instance) (up{${job}, ${own}})`, legend: '{{vantage}} {{instance}}' },
            ],
            thresholds: ['red', [1, 'green']],
            width: 12,
            height: 7,
          },
          {
            type: 'table',
            title: 'Versions',
            description: 'Which Vantage runs where, and on which Node.js.',
            unit: 'none',
            queries: [{ expr: `vantage_build_info{${own}}` }],
            columns: ['vantage', 'instance', 'version', 'node_version'],
            width: 12,
            height: 7,
          },
          {
            type: 'table',
            title: 'Configuration files',
            description: '0 is a file that cannot be used; its last good version is in force.',
            unit: 'none',
            queries: [{ expr: `vantage_config_file_ok{${own}}` }],
            columns: ['vantage', 'instance', 'file'],
            value: 'Good',
            thresholds: ['red', [1, 'green']],
            width: 12,
            height: 7,
          },
          {
            type: 'table',
            title: 'Targets',
            description: 'How many targets of each job an instance probes.',
            unit: 'none',
            queries: [{ expr: `vantage_discovery_targets{${own}}` }],
            columns: ['vantage', 'instance', 'job'],
            value: 'Targets',
            width: 12,
            height: 7,
          },
        ],
      },
      {
        title: 'Work',
        panels: [
          lines(
            'Runs',
            { description: 'Runs that ended, whoever asked for them, a second.', unit: 'reqps' },
            [
              [
                `sum by (vantage, instance, result) (rate(vantage_prober_runs_total{${own}}[$__rate_interval]))`,
                '{{vantage}} {{instance}} {{result}}',
              ],
            ],
          ),
          lines('Runs under way', { description: 'Runs that have started and not ended.', unit: 'short' }, [
            [`max by (vantage, instance) (vantage_probes_in_flight{${own}})`, '{{vantage}} {{instance}}'],
          ]),
          lines(
            'Skipped runs',
            { description: 'Slots that passed without a start, by cause. Any is too many.', unit: 'short' },
            [
              [
                `sum by (vantage, instance, cause) (increase(vantage_schedule_skipped_total{${own}}[$__rate_interval]))`,
                '{{vantage}} {{instance}} {{cause}}',
              ],
            ],
          ),
          lines(
            'Waiting runs',
            { description: 'Scheduled runs that wait for others to end.', unit: 'short' },
            [
              [
                `max by (vantage, instance) (vantage_schedule_queue_length{${own}})`,
                '{{vantage}} {{instance}}',
              ],
            ],
          ),
          lines(
            'Lateness of 99 % of starts',
            { description: 'From the slot of a target to the start of its run.', unit: 's' },
            [
              [
                `histogram_quantile(0.99, sum by (le, vantage, instance) (rate(vantage_schedule_start_lateness_seconds_bucket{${own}}[$__rate_interval])))`,
                '{{vantage}} {{instance}}',
              ],
            ],
          ),
          lines(
            'Delay of 99 % of event-loop turns',
            { description: 'From 100 ms on, measurements are not to be trusted.', unit: 's' },
            [
              [
                `histogram_quantile(0.99, sum by (le, vantage, instance, thread) (rate(vantage_event_loop_delay_seconds_bucket{${own}}[$__rate_interval])))`,
                '{{vantage}} {{instance}} {{thread}}',
              ],
            ],
          ),
        ],
      },
      {
        title: 'Needs',
        panels: [
          lines(
            'Processor',
            { description: 'Processor seconds a second: 1 is one processor.', unit: 'short' },
            [
              [
                `sum by (vantage, instance) (rate(process_cpu_seconds_total{${job}, ${own}}[$__rate_interval]))`,
                '{{vantage}} {{instance}}',
              ],
            ],
          ),
          lines('Memory', { description: 'Resident memory.', unit: 'bytes' }, [
            [
              `max by (vantage, instance) (process_resident_memory_bytes{${job}, ${own}})`,
              '{{vantage}} {{instance}}',
            ],
          ]),
          lines(
            'Scrape duration',
            { description: 'How long Prometheus takes to read /metrics.', unit: 's' },
            [
              [
                `max by (vantage, instance) (scrape_duration_seconds{${job}, ${own}})`,
                '{{vantage}} {{instance}}',
              ],
            ],
          ),
          lines('Trouble', { description: 'Failed discovery, lost threads and bugs.', unit: 'short' }, [
            [
              `sum by (vantage, instance) (increase(vantage_discovery_failures_total{${own}}[$__rate_interval]))`,
              '{{vantage}} {{instance}} discovery',
            ],
            [
              `sum by (vantage, instance) (increase(vantage_probe_threads_lost_total{${own}}[$__rate_interval]))`,
              '{{vantage}} {{instance}} threads',
            ],
            [
              `sum by (vantage, instance) (increase(vantage_bugs_total{${own}}[$__rate_interval]))`,
              '{{vantage}} {{instance}} bugs',
            ],
          ]),
        ],
      },
    ],
  };
}

/** Lines from 0 on; each query with its legend. */
function lines(
  title: string,
  about: Pick<TimeSeriesPanel, 'description' | 'unit'>,
  queries: readonly (readonly [string, string])[],
): TimeSeriesPanel {
  return {
    type: 'timeseries',
    title,
    ...about,
    queries: queries.map(([expr, legend]) => ({ expr, legend })),
    min: 0,
    width: 12,
    height: 8,
  };
}
