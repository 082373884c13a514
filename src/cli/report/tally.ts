import type { FailureReason } from '../../../probes/failure.ts';
import type { CheckedRun } from './checked-run.ts';

/** The runs of one target, counted. The last run and the last that failed are kept, of the others only their times. */
export interface Tally {
  readonly runs: number;
  readonly failed: number;
  /** In the order of the runs; `undefined` for one that failed. Milliseconds. */
  readonly timesMs: readonly (number | undefined)[];
  /** How often each reason made a run fail, the first one first. */
  readonly reasons: ReadonlyMap<FailureReason, number>;
  readonly last?: CheckedRun;
  readonly lastFailure?: CheckedRun;
}

export const emptyTally: Tally = { runs: 0, failed: 0, timesMs: [], reasons: new Map() };

/** The tally with one more run. */
export function withRun(tally: Tally, run: CheckedRun): Tally {
  const { outcome } = run.result;
  const counted = { ...tally, runs: tally.runs + 1, last: run };
  if (outcome.ok) return { ...counted, timesMs: [...tally.timesMs, timeOf(run)] };
  const { reason } = outcome.failure;
  return {
    ...counted,
    failed: tally.failed + 1,
    timesMs: [...tally.timesMs, undefined],
    reasons: new Map(tally.reasons).set(reason, (tally.reasons.get(reason) ?? 0) + 1),
    lastFailure: run,
  };
}

/** The round trip where that is what is measured, as ping does, else the whole run. */
export function timeOf({ result: { outcome, durationMs } }: CheckedRun): number {
  return outcome.phases.rtt ?? durationMs;
}

/** How times are spread; `undefined` when there are none. Milliseconds. */
export interface Spread {
  readonly minMs: number;
  readonly meanMs: number;
  /** The time that 95 of 100 runs did not exceed (nearest rank). */
  readonly p95Ms: number;
  readonly maxMs: number;
  /** The standard deviation of all runs, as ping calls it mdev. */
  readonly deviationMs: number;
}

export function spreadOf(tally: Tally): Spread | undefined {
  const times = tally.timesMs.filter((time) => time !== undefined).sort((one, other) => one - other);
  const [minMs] = times;
  const maxMs = times.at(-1);
  if (minMs === undefined || maxMs === undefined) return undefined;
  const meanMs = times.reduce((sum, time) => sum + time, 0) / times.length;
  const variance = times.reduce((sum, time) => sum + (time - meanMs) ** 2, 0) / times.length;
  const p95Ms = times[Math.ceil(times.length * 0.95) - 1] ?? maxMs;
  return { minMs, meanMs, p95Ms, maxMs, deviationMs: Math.sqrt(variance) };
}
