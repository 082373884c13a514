import { DeadlineReached } from '../../probes/abort.ts';
import type { Timers } from '../engine/timers.ts';

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
