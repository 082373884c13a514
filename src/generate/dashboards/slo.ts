import type { Dashboard } from './panel.ts';
import { jobVariable } from './shared-parts.ts';

const chosen = '{job=~"$job", slo=~"$slo"}';
const errors = 'target:vantage_slo_errors:ratio_rate';

/** Objectives: how much of each error budget is left, and how fast it burns. Made of the recording rules. */
export function sloDashboard(): Dashboard {
  return {
    uid: 'vantage-slo',
    title: 'Vantage / Objectives',
    description:
      'Objectives: how much of each error budget is left, and how fast it burns. It shows what the rules of `vantage generate rules` record.',
    from: 'now-7d',
    variables: [
      jobVariable,
      {
        kind: 'query',
        name: 'slo',
        title: 'Objective',
        query: 'label_values(vantage_slo_events_total{job=~"$job"}, slo)',
        several: true,
      },
    ],
    rows: [
      {
        title: 'Budgets of 30 days',
        panels: [
          {
            type: 'bargauge',
            title: 'Budget left',
            description:
              'What is left of the error budget; below 0, more runs failed than may. The fullest first.',
            unit: 'percentunit',
            queries: [
              {
                expr: `sort_desc(target:vantage_slo_error_budget:remaining_ratio${chosen})`,
                legend: '{{instance}} {{slo}}',
              },
            ],
            thresholds: ['red', [0, 'orange'], [0.25, 'green']],
            min: -1,
            max: 1,
            width: 12,
            height: 10,
          },
          {
            type: 'timeseries',
            title: 'Budget left',
            description: 'A flat line is a budget that does not burn; a steep one is an outage.',
            unit: 'percentunit',
            queries: [
              {
                expr: `target:vantage_slo_error_budget:remaining_ratio${chosen}`,
                legend: '{{instance}} {{slo}}',
              },
            ],
            width: 12,
            height: 10,
          },
          {
            type: 'table',
            title: 'Objectives',
            description: 'What is promised of each job.',
            unit: 'percentunit',
            queries: [{ expr: `job:vantage_slo_objective:ratio${chosen}` }],
            columns: ['job', 'slo'],
            value: 'Objective',
            width: 12,
            height: 7,
          },
          {
            type: 'table',
            title: 'Met in 30 days',
            description: 'The share of good runs.',
            unit: 'percentunit',
            queries: [{ expr: `sort(1 - ${errors}30d${chosen})` }],
            columns: ['job', 'instance', 'slo'],
            value: 'Good',
            width: 12,
            height: 7,
          },
        ],
      },
      {
        title: 'Burn rates',
        panels: [
          {
            type: 'timeseries',
            title: 'Burn rate over 1 hour',
            description:
              'How many times faster than allowed the budget burns. From 14.4 on somebody is woken.',
            unit: 'short',
            queries: [
              {
                expr: `${errors}1h${chosen} / on (job, slo) group_left () (1 - job:vantage_slo_objective:ratio)`,
                legend: '{{instance}} {{slo}}',
              },
            ],
            min: 0,
            width: 12,
            height: 9,
          },
          {
            type: 'timeseries',
            title: 'Burn rate over 3 days',
            description: 'Above 1 the budget does not last. That waits for working hours.',
            unit: 'short',
            queries: [
              {
                expr: `${errors}3d${chosen} / on (job, slo) group_left () (1 - job:vantage_slo_objective:ratio)`,
                legend: '{{instance}} {{slo}}',
              },
            ],
            min: 0,
            width: 12,
            height: 9,
          },
          {
            type: 'timeseries',
            title: 'Error ratio over 5 minutes',
            description: 'The share of runs that were not good, from all vantage points that are not blind.',
            unit: 'percentunit',
            queries: [{ expr: `${errors}5m${chosen}`, legend: '{{instance}} {{slo}}' }],
            min: 0,
            max: 1,
            width: 12,
            height: 9,
          },
          {
            type: 'timeseries',
            title: 'Runs that count',
            description: 'Runs a second that count towards an objective.',
            unit: 'reqps',
            queries: [
              {
                expr: `sum by (job, slo) (rate(vantage_slo_events_total${chosen}[$__rate_interval]))`,
                legend: '{{job}} {{slo}}',
              },
            ],
            min: 0,
            width: 12,
            height: 9,
          },
        ],
      },
    ],
  };
}
