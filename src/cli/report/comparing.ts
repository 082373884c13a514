import { changesBetween } from '../../engine/history/changes.ts';
import type { ProbeResult } from '../../engine/run.ts';
import type { CheckedRun } from './checked-run.ts';

/**
 * Says of each failure what is different from the last run of the same target that succeeded. `target` is whatever stands
 * for it; its runs have to come in their order.
 */
export function comparing(): (target: object, run: CheckedRun) => CheckedRun {
  const good = new Map<object, ProbeResult>();
  return (target, run) => {
    const { result } = run;
    if (result.outcome.ok) {
      good.set(target, result);
      return run;
    }
    const before = good.get(target);
    if (before === undefined) return run;
    return {
      ...run,
      changes: { sinceMs: before.startedAtMs, list: changesBetween(before, result) },
    };
  };
}
