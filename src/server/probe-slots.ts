/** How many runs of `/probe` may be under way at a time. */
export interface ProbeSlots {
  readonly limit: number;
  /** Takes a slot, to be disposed of when the run is over; undefined when all are taken. */
  take(): Disposable | undefined;
}

/** So many slots, all free at first. */
export function createProbeSlots(limit: number): ProbeSlots {
  let taken = 0;
  return {
    limit,
    take() {
      if (taken >= limit) return undefined;
      taken += 1;
      return {
        [Symbol.dispose]: () => {
          taken -= 1;
        },
      };
    },
  };
}
