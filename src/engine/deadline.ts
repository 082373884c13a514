import { DeadlineReached, RunAbandoned } from '../../probes/abort.ts';
import { longestTimerMs } from './timers.ts';

/** One run's time limit. Dispose of it when the run ends, or its timer and listener stay behind. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * Starts a deadline of `timeoutMs` that also ends when `parent` aborts.
 *
 * The signal's reason is a `DeadlineReached` or a `RunAbandoned`. A time-out of 0 or less, or a parent that
 * has aborted already, gives a signal that is aborted from the start.
 */
export function startDeadline(timeoutMs: number, parent?: AbortSignal): Deadline {
  const controller = new AbortController();
  const abandon = (): void => controller.abort(new RunAbandoned('the run was abandoned'));
  if (parent?.aborted === true) {
    abandon();
  } else if (timeoutMs <= 0) {
    controller.abort(new DeadlineReached(timeoutMs));
  }
  if (controller.signal.aborted) {
    return { signal: controller.signal, [Symbol.dispose]: () => {} };
  }
  const timer = setTimeout(
    () => controller.abort(new DeadlineReached(timeoutMs)),
    Math.min(timeoutMs, longestTimerMs),
  );
  parent?.addEventListener('abort', abandon, { once: true });
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      parent?.removeEventListener('abort', abandon);
    },
  };
}
