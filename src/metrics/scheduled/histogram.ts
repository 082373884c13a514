import type { Exemplar, ExemplarRun, HistogramValue } from '../page.ts';

/** A histogram that goes on counting. */
export interface Histogram extends HistogramValue {
  readonly counts: number[];
  sum: number;
  exemplars: (Exemplar | undefined)[] | undefined;
}

/** Starts a histogram at 0. */
export function startHistogram(upperBounds: readonly number[]): Histogram {
  return {
    upperBounds,
    counts: Array.from({ length: upperBounds.length + 1 }, () => 0),
    sum: 0,
    exemplars: undefined,
  };
}

/** Counts a value in the first bucket that it fits in; the run, if given, then stands for that bucket. */
export function observe(histogram: Histogram, value: number, run: ExemplarRun | undefined): void {
  const { upperBounds, counts } = histogram;
  const found = upperBounds.findIndex((bound) => value <= bound);
  const bucket = found < 0 ? upperBounds.length : found;
  counts[bucket] = (counts[bucket] ?? 0) + 1;
  histogram.sum += value;
  if (run === undefined) return;
  histogram.exemplars ??= counts.map(() => undefined);
  histogram.exemplars[bucket] = { run, value };
}
