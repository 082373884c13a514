/**
 * Who is measured: Vantage, what it is compared with, the least exporter in Node.js, and the least that a probe takes
 * without any exporter.
 */
export const sides = ['vantage', 'peer', 'least', 'floor'] as const;

export type Side = (typeof sides)[number];

/** Something for each side that takes part. */
export type BySide<T> = ReadonlyMap<Side, T>;

/**
 * Measures in rounds, the sides one after the other in each (A B A B), so that a noisy neighbour hits all of them.
 * A round before the first one warms up and is thrown away. Gives each side's figures in the order of the rounds.
 */
export async function interleaved<T>(
  measures: BySide<() => Promise<T>>,
  rounds: number,
): Promise<BySide<readonly T[]>> {
  const kept = new Map<Side, T[]>();
  for (let round = 0; round <= rounds; round += 1) {
    for (const [side, measure] of measures) {
      const figure = await measure();
      if (round > 0) kept.set(side, [...(kept.get(side) ?? []), figure]);
    }
  }
  return kept;
}

/** One figure out of each of what was measured; NaN where it is absent, so that rounds stay side by side. */
export function figuresOf<T>(
  measured: BySide<readonly T[]>,
  figure: (each: T) => number | undefined,
): BySide<readonly number[]> {
  return new Map([...measured].map(([side, all]) => [side, all.map((each) => figure(each) ?? Number.NaN)]));
}
