import { DeadlineReached } from '../abort.ts';

/** A signal with a time-out of its own; to be disposed of when what it limits is over. */
export interface TimeLimit extends Disposable {
  readonly signal: AbortSignal;
}

/** What is due, in the order in which it became due. */
const due: (() => void)[] = [];

/**
 * Does one thing a turn of the event loop. A thousand queries to a silent server that began together end together: done at
 * once, what follows from that would keep everybody else waiting.
 */
function inTurn(work: () => void): void {
  due.push(work);
  if (due.length === 1) setImmediate(takeTurn);
}

function takeTurn(): void {
  const [work] = due;
  work?.();
  due.shift();
  if (due.length > 0) setImmediate(takeTurn);
}

/** A signal that aborts when `timeoutMs` are over or `outer` aborts, whichever is first. */
export function startTimeLimit(timeoutMs: number, outer: AbortSignal): TimeLimit {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(outer.reason);
  const timer = setTimeout(() => inTurn(() => controller.abort(new DeadlineReached(timeoutMs))), timeoutMs);
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
