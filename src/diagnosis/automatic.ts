import type { Clock } from '../../probes/contract.ts';
import type { FinishedRun } from '../engine/history/history.ts';
import type { ScheduledTarget } from '../engine/scheduled-target.ts';
import type { Diagnosis } from './diagnose.ts';
import type { DiagnosisFate } from './fate.ts';
import type { MakeDiagnosis } from './thread/diagnosis-runner.ts';

/** Diagnoses the first failure of each scheduled target that goes down. */
export interface AutomaticDiagnosis {
  heard(target: ScheduledTarget, run: FinishedRun): void;
  /** Forgets all targets but these. */
  keep(targets: readonly ScheduledTarget[]): void;
}

export interface AutomaticDiagnosisParts {
  readonly diagnose: MakeDiagnosis;
  readonly clock: Clock;
  /** How many a minute, at most; 0 is none. */
  readonly maxPerMinute: number;
  readonly onDiagnosis: (target: ScheduledTarget, run: FinishedRun, diagnosis: Diagnosis) => void;
  readonly onFate: (fate: DiagnosisFate) => void;
}

/** All experiments of one: the history has it within ten seconds of the failure. */
const longestMs = 8000;
/** At a time: each has some twenty connections. */
const atOnce = 2;
/** A target that comes and goes is diagnosed no more often. */
const restMs = 600_000;

/**
 * Asks for a diagnosis when a target that was up, or was not known, fails. Those that cannot begin at once are left out
 * and counted: whatever came later would be about another moment. What the target policy or a shutdown ended is none.
 */
export function automaticDiagnosis(parts: AutomaticDiagnosisParts): AutomaticDiagnosis {
  const { clock, maxPerMinute, diagnose, onDiagnosis, onFate } = parts;
  /** By key. */
  const failing = new Set<string>();
  const diagnosedMs = new Map<string, number>();
  const admit = admission(maxPerMinute, clock);
  let running = 0;

  async function make(target: ScheduledTarget, run: FinishedRun): Promise<void> {
    const { outcome } = run.result;
    running += 1;
    const diagnosis = await diagnose({
      moduleName: target.module.name,
      target: target.target,
      timeoutMs: target.timeoutMs,
      longestMs,
      ...(outcome.ok ? {} : { reported: outcome.failure }),
    });
    running -= 1;
    onFate(diagnosis === undefined ? 'lost' : 'made');
    if (diagnosis !== undefined) onDiagnosis(target, run, diagnosis);
  }

  return {
    heard(target, run) {
      const { key } = target;
      const { outcome } = run.result;
      if (outcome.ok) {
        failing.delete(key);
        return;
      }
      if (failing.has(key)) return;
      failing.add(key);
      const { phase, reason } = outcome.failure;
      if (maxPerMinute === 0 || phase === 'policy' || reason === 'local.aborted') return;
      const nowMs = clock.monotonicMs();
      const lastMs = diagnosedMs.get(key);
      const isTooSoon = lastMs !== undefined && nowMs - lastMs < restMs;
      if (isTooSoon || running >= atOnce || !admit()) {
        onFate('limited');
        return;
      }
      diagnosedMs.set(key, nowMs);
      void make(target, run);
    },
    keep(targets) {
      const kept = new Set(targets.map(({ key }) => key));
      for (const key of failing) if (!kept.has(key)) failing.delete(key);
      for (const key of diagnosedMs.keys()) if (!kept.has(key)) diagnosedMs.delete(key);
    },
  };
}

/** A bucket of as many tokens as may be used in a minute, full at first. */
function admission(maxPerMinute: number, clock: Clock): () => boolean {
  let tokens = maxPerMinute;
  let lastMs = clock.monotonicMs();
  return () => {
    const nowMs = clock.monotonicMs();
    tokens = Math.min(maxPerMinute, tokens + ((nowMs - lastMs) / 60_000) * maxPerMinute);
    lastMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
