import { braces, oneOfMatcher, promqlDuration, promqlString } from '../promql.ts';
import { failureReasons } from './annotation-queries.ts';
import { budgetWindowMs, burnAlerts, dayMs, recordedWindowsMs, rounded } from './burn-rates.ts';
import { alertingRule, type RecordingRule, type RuleGroup } from './rule.ts';
import { selectionOf } from './selection.ts';
import type { Objective, RuleSettings } from './settings.ts';

const errors = 'target:vantage_slo_errors:ratio_rate';
const budgetWindow = promqlDuration(budgetWindowMs);
const objectiveRecord = 'job:vantage_slo_objective:ratio';

/**
 * Error ratios, error budgets and burn-rate alerts of all objectives; nothing when nothing is promised.
 *
 * The ratio over five minutes is made of the runs of all vantage points, less those that are blind. The longer ones are
 * averages of it, which cost little however many targets there are.
 */
export function sloRules(settings: RuleSettings): readonly RuleGroup[] {
  const { objectives } = settings;
  if (objectives.length === 0) return [];
  return [
    { name: 'vantage-slo', rules: [errorRatio(settings), ...windows(1, 5)] },
    {
      name: 'vantage-slo-budget',
      interval: '1m',
      rules: [
        ...windows(5),
        ratio(budgetWindow, averageOf('1h', { window: budgetWindow, shorter: '3d' })),
        ...objectives.map(
          ({ job, slo, ratio }): RecordingRule => ({
            record: objectiveRecord,
            expr: `vector(${ratio})`,
            labels: { job, slo },
          }),
        ),
        {
          record: 'target:vantage_slo_error_budget:remaining_ratio',
          expr: `1 - ${errors}${budgetWindow} / on (job, slo) group_left () (1 - ${objectiveRecord})`,
        },
      ],
    },
    { name: 'vantage-slo-alerts', rules: objectives.flatMap((each) => objectiveAlerts(each, settings)) },
  ];
}

function errorRatio(settings: RuleSettings): RecordingRule {
  const { withoutPoint } = selectionOf(settings);
  const jobs = [...new Set(settings.objectives.map(({ job }) => job))];
  const rate = (metric: string): string =>
    `sum ${withoutPoint} (
    rate(${metric}${braces([oneOfMatcher('job', jobs)])}[5m])
      unless on (vantage) present_over_time(vantage:probe_blind:targets[10m])
  )`;
  return {
    record: `${errors}5m`,
    expr: `1 - ${rate('vantage_slo_good_events_total')}
  / (${rate('vantage_slo_events_total')} > 0)`,
  };
}

/** The ratios over these windows, each after the next shorter one. */
function windows(from: number, to?: number): readonly RecordingRule[] {
  return recordedWindowsMs.slice(from, to).map((durationMs, index) => {
    const window = promqlDuration(durationMs);
    if (durationMs < dayMs) return ratio(window, `avg_over_time(${errors}5m[${window}])`);
    const shorter = promqlDuration(recordedWindowsMs[from + index - 1] ?? 0);
    return ratio(window, averageOf('5m', { window, shorter }));
  });
}

function ratio(window: string, expr: string): RecordingRule {
  return { record: `${errors}${window}`, expr };
}

/**
 * An average of what is recorded over `step`, of which no sample is counted twice. Until the first of these steps has come,
 * which Prometheus counts from 1970, it is that of the shorter window.
 */
function averageOf(
  step: string,
  { window, shorter }: { readonly window: string; readonly shorter: string },
): string {
  return `avg_over_time(${errors}${step}[${window}:${step}])
or ${errors}${shorter}`;
}

function objectiveAlerts(objective: Objective, { runbooks }: RuleSettings) {
  const { job, slo, ratio: promised } = objective;
  const labels = braces([`job=${promqlString(job)}`, `slo=${promqlString(slo)}`]);
  return burnAlerts(objective).map(({ factor, longMs, shortMs, severity, threshold }) => {
    const long = promqlDuration(longMs);
    const short = promqlDuration(shortMs);
    return alertingRule(
      {
        name: severity === 'critical' ? 'VantageSloBurnsFast' : 'VantageSloBurnsSlowly',
        expr: `${errors}${long}${labels} > ${threshold}
and ${errors}${short}${labels} > ${threshold}`,
        for: promqlDuration(severity === 'critical' ? 120_000 : 900_000),
        severity,
        labels: { job, slo, window: long },
        summary: `{{ $labels.instance }} uses up its error budget of ${slo}`,
        description: `{{ humanizePercentage $value }} of the runs of {{ $labels.instance }} in ${long} were not good, ${percent(1 - promised)} may be. At this rate the budget of 30 days lasts no longer than ${lasts(factor)}.${failureReasons}`,
      },
      runbooks,
    );
  });
}

function percent(fraction: number): string {
  return `${rounded(fraction * 100)} %`;
}

function lasts(factor: number): string {
  const hours = Math.round((30 * 24) / factor);
  return hours < 100 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
