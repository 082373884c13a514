import type { Clock } from '../../probes/contract.ts';

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  advance(byMs: number): void;
}

export function manualClock(): ManualClock {
  let nowMs = 5000;
  return {
    monotonicMs: () => nowMs,
    wallMs: () => nowMs,
    advance: (byMs) => {
      nowMs += byMs;
    },
  };
}
