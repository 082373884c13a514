import { DeadlineReached } from '../../probes/abort.ts';

/** One-shot timers, injected so that tests own time. */
export interface Timers {
  /** Calls `wake` once after `delayMs`, and returns what prevents it. */
  after(delayMs: number, wake: () => void): () => void;
}

/** The longest time that a timer of Node.js can wait; who wants to wait longer is woken too early. */
const longestTimerMs = 2 ** 31 - 1;

/** The timers of Node.js. */
export const systemTimers: Timers = {
  after(delayMs, wake) {
    const timer = setTimeout(wake, Math.min(delayMs, longestTimerMs));
    return () => clearTimeout(timer);
  },
};

/** A time limit. Dispose of it when the work is over, or its timer and listener stay behind. */
export interface TimeLimit extends Disposable {
  readonly signal: AbortSignal;
}

/** A signal that aborts after `limitMs`, with a `DeadlineReached`, and when `end` aborts. */
export function withinMs(
  limitMs: number,
  { timers, end }: { readonly timers: Timers; readonly end: AbortSignal },
): TimeLimit {
  const controller = new AbortController();
  const stop = (): void => controller.abort(end.reason);
  if (end.aborted) stop();
  end.addEventListener('abort', stop);
  const cancel = timers.after(limitMs, () => controller.abort(new DeadlineReached(limitMs)));
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      cancel();
      end.removeEventListener('abort', stop);
    },
  };
}
