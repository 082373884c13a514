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

/** What holds when nothing large is done. A process has one heap, whoever asks. */
let usualPercent: number = growthPercent.few;

/** Keeps the heap of a long-running server with so many scheduled targets close to what it needs. */
export function limitHeapGrowth(scheduledTargets: number): void {
  usualPercent = scheduledTargets < manyTargets ? growthPercent.few : growthPercent.many;
  setGrowth(usualPercent);
}

/** Does work that takes much memory for a while, on a heap that stays close to what is needed. */
export async function onSmallHeap<Result>(work: () => Promise<Result>): Promise<Result> {
  setGrowth(growthPercent.many);
  try {
    return await work();
  } finally {
    setGrowth(usualPercent);
  }
}

function setGrowth(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}
