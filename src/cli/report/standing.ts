import type { Outcome } from '../../../probes/contract.ts';
import type { CheckedRun } from './checked-run.ts';
import type { FailOn } from './fail-on.ts';
import type { Warning } from './warnings.ts';

/** The exit codes of all commands but `serve`. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, unknown: 3 } as const;

/**
 * What a run says of its target. `unknown`: this host or its configuration kept the probe from finding out, and no
 * target is blamed for that. `unusable`: the target as it was given cannot be probed at all.
 */
export type Standing = 'up' | 'down' | 'unknown' | 'unusable';

export function standingOf(outcome: Outcome): Standing {
  if (outcome.ok) return 'up';
  const { reason, blame } = outcome.failure;
  if (reason === 'target.invalid') return 'unusable';
  return blame === 'local' ? 'unknown' : 'down';
}

/** Whether a run that succeeded is to count as a failure for one of its warnings. */
export function failsByWarning(run: CheckedRun, failOn: FailOn): boolean {
  return countedWarnings(run, failOn).length > 0;
}

/** The warnings that make a failure of a run that succeeded. */
export function countedWarnings({ result, warnings }: CheckedRun, { kinds }: FailOn): readonly Warning[] {
  return result.outcome.ok ? warnings.filter(({ kind }) => kinds.has(kind)) : [];
}

/** The exit code for runs; what is most certain counts: a target that cannot be probed, one that is down, the unknown. */
export function exitCodeOf(runs: readonly CheckedRun[], failOn: FailOn): number {
  const standings = new Set(runs.map(({ result }) => standingOf(result.outcome)));
  if (standings.has('unusable')) return exitCodes.usage;
  if (standings.has('down') || runs.some((run) => failsByWarning(run, failOn))) return exitCodes.failed;
  return standings.has('unknown') || runs.length === 0 ? exitCodes.unknown : exitCodes.ok;
}
