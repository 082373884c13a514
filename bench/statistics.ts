/** The middle and both ends of some figures. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The smallest figure that at least `fraction` (above 0, up to 1) of all are not above; undefined without figures. */
export function percentile(figures: readonly number[], fraction: number): number | undefined {
  const sorted = figures.toSorted((left, right) => left - right);
  return sorted[Math.ceil(fraction * sorted.length) - 1];
}

/**
 * The median, for an even number of figures half-way between the two in the middle, and the ends. NaN counts as no figure;
 * undefined without figures.
 */
export function spread(figures: readonly number[]): Spread | undefined {
  const sorted = figures.filter((figure) => !Number.isNaN(figure)).sort((left, right) => left - right);
  const [min] = sorted;
  const max = sorted.at(-1);
  const below = sorted[Math.ceil(sorted.length / 2) - 1];
  const above = sorted[Math.floor(sorted.length / 2)];
  if (min === undefined || max === undefined || below === undefined || above === undefined) return undefined;
  return { median: (below + above) / 2, min, max };
}

/**
 * Each figure of `left` by the one of `right` from the same round, so that what slows a whole round cancels out.
 * Rounds in which one of the two is absent or not above 0 have no ratio.
 */
export function pairedRatios(left: readonly number[], right: readonly number[]): readonly number[] {
  return left.flatMap((figure, round) => {
    const other = right[round];
    return other !== undefined && other > 0 && figure > 0 ? [figure / other] : [];
  });
}

/** A point of a line. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How much `y` grows by one `x`, by least squares; undefined where fewer than two different `x` are given. */
export function slope(points: readonly Point[]): number | undefined {
  const mean = (of: (point: Point) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const meanX = mean(({ x }) => x);
  const meanY = mean(({ y }) => y);
  const across = mean(({ x }) => (x - meanX) ** 2);
  return across > 0 ? mean(({ x, y }) => (x - meanX) * (y - meanY)) / across : undefined;
}
