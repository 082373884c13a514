import { setFlagsFromString } from 'node:v8';

/**
 * How much larger than what is alive the heap may grow before V8 collects it again, in percent. By itself V8 lets it
 * grow to several times that when little time is spent collecting: with 10,000 scheduled targets to 300 MB and more.
 *
 * Of the 20 MB that are alive without schedules, 40 % are little, and one HTTP probe in seven was spent on collecting
 * them time and again: there it may be more.
 */
const growthPercent = { few: 120, many: 40 } as const;

/** From so many scheduled targets on, what is known of them is most of the heap. */
const manyTargets = 1000;

/** Keeps the heap of a long-running server with so many scheduled targets close to what it needs. */
export function limitHeapGrowth(scheduledTargets: number): void {
  const percent = scheduledTargets < manyTargets ? growthPercent.few : growthPercent.many;
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}
