import type { ProbeResult } from '../../engine/run.ts';
import type { ScheduledTarget } from '../../engine/scheduled-target.ts';
import type { PageFamily } from '../page.ts';
import { familiesOf } from './families.ts';
import { createSharedParts } from './shared-parts.ts';
import {
  continueSeries,
  type DiagnosisVerdict,
  recordDiagnosis,
  recordRun,
  startSeries,
  type TargetSeries,
} from './target-series.ts';

/** The series of all scheduled targets. */
export interface ScheduledSeries {
  /** How many targets have series. */
  readonly size: number;
  /**
   * Makes `targets` the ones that have series; of several with one key the last counts.
   *
   * Those known by their key go on counting, though their histograms start again when their buckets have changed. New
   * ones start at 0, so that their first failure is an increase. The others take all their series along at once; a page
   * that is being written shows them to its end.
   */
  update(targets: readonly ScheduledTarget[]): void;
  /**
   * Counts a run that ended and keeps its samples, nothing else of it. `target` is what was run; when it has no series
   * any more, nothing happens. `runId` becomes an exemplar unless it is longer than one may be.
   */
  record(target: ScheduledTarget, result: ProbeResult, runId: string): void;
  /** Shows what a diagnosis of the target of that key found out, until it is up again. */
  diagnosed(key: string, verdict: DiagnosisVerdict): void;
  /**
   * The families of these schedules' targets, else of all. Targets stay the ones of now while the samples are
   * walked. Of targets with equal labels only the first one is shown: a series may be on a page once.
   */
  families(jobs?: ReadonlySet<string>): readonly PageFamily[];
}

/** Starts without targets. */
export function createScheduledSeries(): ScheduledSeries {
  const byKey = new Map<string, TargetSeries>();
  const shared = createSharedParts();
  return {
    get size() {
      return byKey.size;
    },
    update(targets) {
      const wanted = new Map(targets.map((target) => [target.key, target]));
      for (const key of byKey.keys()) if (!wanted.has(key)) byKey.delete(key);
      for (const [key, target] of wanted) {
        const known = byKey.get(key);
        if (known === undefined) byKey.set(key, startSeries(target));
        else continueSeries(known, target);
      }
    },
    record(target, result, runId) {
      const series = byKey.get(target.key);
      if (series !== undefined) recordRun(series, { target, result, runId }, shared);
    },
    diagnosed(key, verdict) {
      const series = byKey.get(key);
      if (series !== undefined) recordDiagnosis(series, verdict, shared);
    },
    families(jobs) {
      const byLabels = new Map<string, TargetSeries>();
      for (const series of byKey.values()) {
        const { target, labels } = series;
        if (jobs?.has(target.jobName) === false || byLabels.has(labels.text)) continue;
        byLabels.set(labels.text, series);
      }
      return familiesOf([...byLabels.values()], shared.headings());
    },
  };
}
