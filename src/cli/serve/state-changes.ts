import { redactTarget } from '../../config/redact-text.ts';
import { changeLines } from '../../engine/history/change-lines.ts';
import type { HistoryEntry } from '../../engine/history/history.ts';
import type { ScheduledTarget } from '../../engine/scheduled-target.ts';
import type { Logger } from '../../log.ts';

/** Says when a scheduled target goes down, fails for another reason, or comes back: one line each, not one per run. */
export interface StateChanges {
  heard(target: ScheduledTarget, run: HistoryEntry): void;
  /** Forgets all targets but these. */
  keep(targets: readonly ScheduledTarget[]): void;
}

/** More changes are not told in a line; the history has them all. */
const mostChanges = 8;

export function logStateChanges(logger: Logger): StateChanges {
  /** By key: the reason of the failure, `undefined` for success. */
  const states = new Map<string, string | undefined>();
  return {
    heard({ key, jobName, target }, { result: { module, outcome }, runId, changes }) {
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
      const changed = changeLines((changes?.list ?? []).slice(0, mostChanges));
      logger.log('warn', 'The target is down', { ...fields, ...why, ...(changed.length > 0 && { changed }) });
    },
    keep(targets) {
      const kept = new Set(targets.map(({ key }) => key));
      for (const key of states.keys()) if (!kept.has(key)) states.delete(key);
    },
  };
}
