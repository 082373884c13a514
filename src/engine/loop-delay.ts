import type { Clock } from '../../probes/contract.ts';

/** How often the event loop is asked whether it is late, in milliseconds. */
const tickMs = 5;

/** Watches the event loop for one run. */
export interface LoopWatch {
  /** Ends the watch; gives the worst lateness since it began, in milliseconds. */
  end(): number;
}

/** How late the event loop of this thread is: a timer that fires late delays whatever else waits for its turn. */
export interface LoopDelay extends Disposable {
  /** Watches for as long as one run goes on. Costs nothing while nobody watches. */
  watch(): LoopWatch;
}

/** What measures: a clock, and a way to be woken after some milliseconds until the returned function is called. */
export interface LoopDelaySources {
  readonly clock: Clock;
  readonly every: (periodMs: number, tick: () => void) => () => void;
  /** Told of the lateness at every tick, in milliseconds. */
  readonly onTick?: (latenessMs: number) => void;
}

/** Node's own timer, which does not keep the process running. */
export function everyMs(periodMs: number, tick: () => void): () => void {
  const timer = setInterval(tick, periodMs);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Measures while somebody watches. The lateness of a tick is the time by which it came after it was due; a block
 * of the loop shorter than the time to the next tick is not seen.
 */
export function createLoopDelay({ clock, every, onTick }: LoopDelaySources): LoopDelay {
  const watches = new Set<{ worstMs: number }>();
  let dueMs = 0;
  let stop: (() => void) | undefined;

  function tick(): void {
    const nowMs = clock.monotonicMs();
    const latenessMs = Math.max(0, nowMs - dueMs);
    dueMs = nowMs + tickMs;
    onTick?.(latenessMs);
    for (const watch of watches) watch.worstMs = Math.max(watch.worstMs, latenessMs);
  }

  return {
    watch() {
      if (stop === undefined) {
        dueMs = clock.monotonicMs() + tickMs;
        stop = every(tickMs, tick);
      }
      const watch = { worstMs: 0 };
      watches.add(watch);
      return {
        end() {
          watches.delete(watch);
          // A tick that is due and has not come yet is late as well.
          const overdueMs = clock.monotonicMs() - dueMs;
          if (watches.size === 0) {
            stop?.();
            stop = undefined;
          }
          return Math.max(watch.worstMs, overdueMs, 0);
        },
      };
    },
    [Symbol.dispose]() {
      stop?.();
      stop = undefined;
    },
  };
}
