import type { Timers } from '../../src/engine/timers.ts';

/** Timers that end when a test says so. */
export interface ManualTimers extends Timers {
  /** The delays that are waited for now, in the order in which the waits began. */
  readonly waiting: () => readonly number[];
  /** Resolves when somebody waits for exactly `delayMs`. */
  readonly untilWaiting: (delayMs: number) => Promise<void>;
  /** Ends the oldest wait for `delayMs`, once there is one. */
  readonly end: (delayMs: number) => Promise<void>;
}

interface Wait {
  readonly delayMs: number;
  readonly wake: () => void;
}

export function manualTimers(): ManualTimers {
  const waits = new Set<Wait>();
  const began = new EventTarget();
  const waitFor = (delayMs: number): Wait | undefined => [...waits].find((wait) => wait.delayMs === delayMs);
  const untilWaiting = async (delayMs: number): Promise<void> => {
    while (waitFor(delayMs) === undefined) {
      await new Promise((resolve) => {
        began.addEventListener('wait', resolve, { once: true });
      });
    }
  };
  return {
    after(delayMs, wake) {
      const wait = { delayMs, wake };
      waits.add(wait);
      began.dispatchEvent(new Event('wait'));
      return () => waits.delete(wait);
    },
    waiting: () => [...waits].map(({ delayMs }) => delayMs),
    untilWaiting,
    async end(delayMs) {
      await untilWaiting(delayMs);
      const wait = waitFor(delayMs);
      if (wait === undefined) return;
      waits.delete(wait);
      wait.wake();
    },
  };
}
