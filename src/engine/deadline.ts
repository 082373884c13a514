import { DeadlineReached, RunAbandoned } from '../../probes/abort.ts';
import { longestTimerMs } from './timers.ts';

/** One run's time limit. Dispose of it when the run ends, or its timer and listener stay behind. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * Tells that nobody waits for a run any more. An AbortSignal is one; whoever has another event for it, such as a
 * connection that closes, can do without the signal, which is one of the dearest objects of a run.
 */
export interface Abandonment {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * Starts a deadline of `timeoutMs` that also ends when `parent` aborts.
 *
 * The signal's reason is a `DeadlineReached` or a `RunAbandoned`. A time-out of 0 or less, or a parent that
 * has aborted already, gives a signal that is aborted from the start.
 */
export function startDeadline(timeoutMs: number, parent?: Abandonment): Deadline {
  const controller = new AbortController();
  const { signal } = controller;
  const abandon = (): void => controller.abort(new RunAbandoned('the run was abandoned'));
  if (parent?.aborted === true) {
    abandon();
  } else if (timeoutMs <= 0) {
    controller.abort(new DeadlineReached(timeoutMs));
  }
  if (signal.aborted) return { signal, [Symbol.dispose]: () => {} };
  const timer = setTimeout(
    () => controller.abort(new DeadlineReached(timeoutMs)),
    Math.min(timeoutMs, longestTimerMs),
  );
  parent?.addEventListener('abort', abandon);
  return {
    signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      parent?.removeEventListener('abort', abandon);
    },
  };
}
