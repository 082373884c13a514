import { redactTarget } from '../../config/redact-text.ts';
import type { ProbeResult } from '../../engine/run.ts';
import type { ScheduledTarget } from '../../engine/scheduled-target.ts';
import type { Logger } from '../../log.ts';

/** Says when a scheduled target goes down, fails for another reason, or comes back: one line each, not one per run. */
export interface StateChanges {
  heard(target: ScheduledTarget, result: ProbeResult, runId: string): void;
  /** Forgets all targets but these. */
  keep(targets: readonly ScheduledTarget[]): void;
}

export function logStateChanges(logger: Logger): StateChanges {
  /** By key: the reason of the failure, `undefined` for success. */
  const states = new Map<string, string | undefined>();
  return {
    heard({ key, jobName, target }, { module, outcome }, runId) {
      const reason = outcome.ok ? undefined : outcome.failure.reason;
      const isNew = !states.has(key);
      const before = states.get(key);
      states.set(key, reason);
      if (before === reason || (isNew && reason === undefined)) return;
      const { hostname } = target;
      const fields = {
        job: jobName,
        target: redactTarget(target.text),
        ...(hostname === undefined ? {} : { hostname }),
        module,
        run_id: runId,
      };
      if (outcome.ok) {
        logger.log('info', 'The target is up again', fields);
        return;
      }
      const { phase, blame, detail } = outcome.failure;
      const why = { phase, reason: outcome.failure.reason, blame, detail };
      logger.log('warn', 'The target is down', { ...fields, ...why });
    },
    keep(targets) {
      const kept = new Set(targets.map(({ key }) => key));
      for (const key of states.keys()) if (!kept.has(key)) states.delete(key);
    },
  };
}
