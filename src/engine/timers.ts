/** Longest delay a Node.js timer takes (2^31 - 1 ms); longer ones would fire at once. */
export const longestTimerMs = 2_147_483_647;

/** One-shot timers, injected so that tests own time. */
export interface Timers {
  /**
   * Calls `wake` once in about `delayMs`, and returns what prevents it. It may come a millisecond early or late, and
   * comes after {@link longestTimerMs} when `delayMs` is longer: whoever needs the exact time looks at a clock.
   */
  after(delayMs: number, wake: () => void): () => void;
}

/** The timers of Node.js. */
export const systemTimers: Timers = {
  after(delayMs, wake) {
    const timer = setTimeout(wake, Math.min(delayMs, longestTimerMs));
    return () => clearTimeout(timer);
  },
};
