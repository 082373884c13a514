import type { Clock } from '../../probes/contract.ts';
import type { Failure } from '../../probes/failure.ts';
import type { FinishedRun } from '../engine/history/history.ts';
import type { ScheduledTarget } from '../engine/scheduled-target.ts';
import { admission } from './admission.ts';
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
  readonly onDiagnosis: (target: ScheduledTarget, outage: Outage, diagnosis: Diagnosis) => void;
  readonly onFate: (fate: DiagnosisFate) => void;
}

/** The run that a target went down with. */
export interface Outage {
  readonly runId: string;
  readonly failure: Failure;
}

/** All experiments of one: the history has it within ten seconds of the failure. */
const longestMs = 7500;
/** At a time: each has some twenty connections. */
const atOnce = 4;
/** A target that comes and goes is diagnosed no more often. */
const restMs = 600_000;

/**
 * Asks for a diagnosis when a target that was up, or was not known, fails. When it cannot begin at once, that is counted,
 * and tried again with each further failure until the target is up. What the target policy or a shutdown ended is none.
 */
export function automaticDiagnosis(parts: AutomaticDiagnosisParts): AutomaticDiagnosis {
  const { clock, maxPerMinute, diagnose, onDiagnosis, onFate } = parts;
  /** By key; with the outage when its diagnosis has to wait. */
  const failing = new Map<string, Outage | undefined>();
  const diagnosedMs = new Map<string, number>();
  const admit = admission(maxPerMinute, clock);
  let running = 0;

  async function make(target: ScheduledTarget, outage: Outage): Promise<void> {
    running += 1;
    const diagnosis = await diagnose({
      moduleName: target.module.name,
      target: target.target,
      timeoutMs: target.timeoutMs,
      longestMs,
      reported: outage.failure,
    });
    running -= 1;
    onFate(diagnosis === undefined ? 'lost' : 'made');
    if (diagnosis !== undefined) onDiagnosis(target, outage, diagnosis);
  }

  return {
    heard(target, { runId, result: { outcome } }) {
      const { key } = target;
      if (outcome.ok) {
        failing.delete(key);
        return;
      }
      const { failure } = outcome;
      const isFirst = !failing.has(key);
      const outage = isFirst ? { runId, failure } : failing.get(key);
      failing.set(key, undefined);
      if (outage === undefined || maxPerMinute === 0) return;
      if (failure.phase === 'policy' || failure.reason === 'local.aborted') return;
      const nowMs = clock.monotonicMs();
      const lastMs = diagnosedMs.get(key);
      const isTooSoon = lastMs !== undefined && nowMs - lastMs < restMs;
      if (isTooSoon || running >= atOnce || !admit()) {
        failing.set(key, outage);
        if (isFirst) onFate('limited');
        return;
      }
      diagnosedMs.set(key, nowMs);
      void make(target, outage);
    },
    keep(targets) {
      const kept = new Set(targets.map(({ key }) => key));
      for (const key of failing.keys()) if (!kept.has(key)) failing.delete(key);
      for (const key of diagnosedMs.keys()) if (!kept.has(key)) diagnosedMs.delete(key);
    },
  };
}
