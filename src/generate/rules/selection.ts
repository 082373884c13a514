import { braces, oneOfMatcher } from '../promql.ts';
import type { RuleSettings } from './settings.ts';

/** The parts of expressions that depend on the settings. */
export interface Selection {
  /** The metric's series of the watched targets; `matchers` narrow them. */
  readonly series: (metric: string, ...matchers: readonly string[]) => string;
  /** `without (vantage, region)`: what is left are the labels of the target. */
  readonly withoutPoint: string;
  /** `by (vantage, region)`. */
  readonly byPoint: string;
  /** `ignoring (vantage, region)`: matches what each vantage point sees with what all see. */
  readonly ignoringPoint: string;
}

export function selectionOf({ jobs, pointLabels }: RuleSettings): Selection {
  const own = jobs.length === 0 ? [] : [oneOfMatcher('job', jobs)];
  const labels = `(${pointLabels.join(', ')})`;
  return {
    series: (metric, ...matchers) => `${metric}${braces([...own, ...matchers])}`,
    withoutPoint: `without ${labels}`,
    byPoint: `by ${labels}`,
    ignoringPoint: `ignoring ${labels}`,
  };
}

/**
 * The results that say something about targets. Those that the exporter itself is to blame for say nothing, nor do
 * those of a target that has not been probed for three intervals: they are what is left of better days.
 */
export function soundResults({ series }: Selection, metric = 'probe_success'): string {
  return `(
  ${series(metric)}
    unless ignoring (phase, reason, blame) ${series('probe_failure_info', 'blame="local"')}
    unless (${overdue(series)})
)`;
}

/** The targets that should have been probed long since. */
export function overdue(series: Selection['series']): string {
  return `time() - ${series('vantage_probe_last_run_timestamp_seconds')} > 3 * ${series('vantage_probe_interval_seconds')} + 60`;
}
