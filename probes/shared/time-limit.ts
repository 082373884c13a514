import { DeadlineReached } from '../abort.ts';

/** A signal with a time-out of its own; to be disposed of when what it limits is over. */
export interface TimeLimit extends Disposable {
  readonly signal: AbortSignal;
}

/** A signal that aborts when `timeoutMs` are over or `outer` aborts, whichever is first. */
export function startTimeLimit(timeoutMs: number, outer: AbortSignal): TimeLimit {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(outer.reason);
  const timer = setTimeout(() => controller.abort(new DeadlineReached(timeoutMs)), timeoutMs);
  outer.addEventListener('abort', onAbort);
  if (outer.aborted) onAbort();
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      outer.removeEventListener('abort', onAbort);
    },
  };
}
