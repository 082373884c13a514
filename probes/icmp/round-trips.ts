/** What some round trips have in common; milliseconds in, milliseconds out. */
export interface RoundTripStatistics {
  readonly minMs: number;
  readonly meanMs: number;
  readonly maxMs: number;
  /** The standard deviation of these round trips: divided by their number, not by one less. */
  readonly deviationMs: number;
}

/** The mean of at least one value. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The statistics of these round trips; `undefined` when there are none. */
export function roundTripStatistics(roundTripsMs: readonly number[]): RoundTripStatistics | undefined {
  if (roundTripsMs.length === 0) return undefined;
  const meanMs = meanOf(roundTripsMs);
  return {
    minMs: Math.min(...roundTripsMs),
    meanMs,
    maxMs: Math.max(...roundTripsMs),
    deviationMs: Math.sqrt(meanOf(roundTripsMs.map((value) => (value - meanMs) ** 2))),
  };
}
