/** Upper bounds in seconds of the histogram of a thread's event loop delay, without +Inf. */
export const delayBucketsSeconds: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
];

/** A histogram as it stands: counts by bucket, not cumulated, the last for what is beyond all bounds. */
export interface DelayReading {
  readonly counts: readonly number[];
  readonly sumSeconds: number;
}

/** A histogram of delays that one thread writes and another reads, without a message between them. */
export interface DelayHistogram {
  /** Hand it to another thread for a histogram over the same memory. */
  readonly memory: SharedArrayBuffer;
  readonly observe: (latenessMs: number) => void;
  /** As it stands; what is written meanwhile may be missing. */
  read(): DelayReading;
}

/** A histogram over `memory`, or over new memory, which is empty. */
export function delayHistogram(memory?: SharedArrayBuffer): DelayHistogram {
  const bytes = (delayBucketsSeconds.length + 2) * Float64Array.BYTES_PER_ELEMENT;
  const shared = memory ?? new SharedArrayBuffer(bytes);
  const cells = new Float64Array(shared);
  const sumAt = cells.length - 1;
  const add = (at: number, amount: number): void => {
    cells[at] = (cells[at] ?? 0) + amount;
  };
  return {
    memory: shared,
    observe(latenessMs) {
      const seconds = latenessMs / 1000;
      const at = delayBucketsSeconds.findIndex((bound) => seconds <= bound);
      add(at < 0 ? delayBucketsSeconds.length : at, 1);
      add(sumAt, seconds);
    },
    read: () => ({ counts: [...cells.subarray(0, sumAt)], sumSeconds: cells[sumAt] ?? 0 }),
  };
}
