import type { ProbeResult } from '../../engine/run.ts';
import type { ScheduledTarget } from '../../engine/scheduled-target.ts';
import type { PageFamily } from '../page.ts';
import { familiesOf } from './families.ts';
import { createSharedParts } from './shared-parts.ts';
import { continueSeries, recordRun, startSeries, type TargetSeries } from './target-series.ts';

/** The series of all scheduled targets. */
export interface ScheduledSeries {
  /** How many targets have series. */
  readonly size: number;
  /**
   * Starts the series of a target at 0, so that its first failure is an increase. A target whose key is known is
   * replaced and goes on counting; its histograms start again when its buckets have changed.
   */
  put(target: ScheduledTarget): void;
  /** Drops all series of a target at once; a page that is being written shows it to its end. */
  remove(key: string): void;
  /**
   * Counts a run that ended and keeps its samples, nothing else of it. `target` is what was run; when its key was
   * removed meanwhile, nothing happens. `runId` becomes an exemplar unless it is longer than one may be.
   */
  record(target: ScheduledTarget, result: ProbeResult, runId: string): void;
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
    put(target) {
      const known = byKey.get(target.key);
      if (known === undefined) byKey.set(target.key, startSeries(target));
      else continueSeries(known, target);
    },
    remove: (key) => void byKey.delete(key),
    record(target, result, runId) {
      const series = byKey.get(target.key);
      if (series !== undefined) recordRun(series, { target, result, runId }, shared);
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
