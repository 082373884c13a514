import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../probes/contract.ts';
import type { Timers } from '../../src/engine/timers.ts';

/** Both clocks and the timers of a process, which a test moves. */
export interface VirtualTime {
  readonly clock: Clock;
  readonly timers: Timers;
  /** How many timers are set. */
  timerCount(): number;
  /** Lets time pass: timers fire one by one at their moments, and what they cause happens before the next one. */
  advance(byMs: number): Promise<void>;
  /** Stops the process while time passes, as SIGSTOP does: timers that have come fire at the end. */
  freeze(byMs: number): Promise<void>;
  /** Sets the wall clock, or lets the machine sleep: the monotonic clock and timers stand still. */
  setWallForward(byMs: number): void;
}

/** What may be odd about the time of a process. */
export interface VirtualTimeOptions {
  /** By how much the nth timer misses its moment, in milliseconds; negative when it comes early. */
  readonly timerError?: (nth: number) => number;
  /** How many milliseconds the wall clock gains in one of the monotonic clock. */
  readonly wallGain?: number;
  readonly startWallMs?: number;
}

interface Timer {
  readonly atMs: number;
  readonly wake: () => void;
}

/** Starts at a moment of 2023, with the monotonic clock at 5000 ms. */
export function virtualTime(options: VirtualTimeOptions = {}): VirtualTime {
  const { timerError = () => 0, wallGain = 0, startWallMs = 1_700_000_000_000 } = options;
  const startMs = 5000;
  let monotonicMs = startMs;
  let setMs = 0;
  let timersSet = 0;
  const pending = new Set<Timer>();
  const takeDue = (byMs: number): Timer | undefined => {
    const [first] = [...pending].sort((left, right) => left.atMs - right.atMs);
    if (first === undefined || first.atMs > byMs) return undefined;
    pending.delete(first);
    return first;
  };
  const fireUntil = async (untilMs: number): Promise<void> => {
    for (let timer = takeDue(untilMs); timer !== undefined; timer = takeDue(untilMs)) {
      monotonicMs = Math.max(monotonicMs, timer.atMs);
      timer.wake();
      await setImmediate();
    }
  };
  return {
    clock: {
      monotonicMs: () => monotonicMs,
      wallMs: () => startWallMs + setMs + (monotonicMs - startMs) * (1 + wallGain),
    },
    timers: {
      after(delayMs, wake) {
        const timer = { atMs: monotonicMs + delayMs + timerError(timersSet), wake };
        timersSet += 1;
        pending.add(timer);
        return () => pending.delete(timer);
      },
    },
    timerCount: () => pending.size,
    async advance(byMs) {
      const untilMs = monotonicMs + byMs;
      await setImmediate();
      await fireUntil(untilMs);
      monotonicMs = untilMs;
    },
    async freeze(byMs) {
      monotonicMs += byMs;
      await fireUntil(monotonicMs);
    },
    setWallForward(byMs) {
      setMs += byMs;
    },
  };
}
