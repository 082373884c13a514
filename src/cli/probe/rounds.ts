import { setTimeout as sleep } from 'node:timers/promises';
import type { Chosen } from './choose-module.ts';

/** When rounds start, and how many there are. */
export interface Rounds {
  /** `Infinity`: until the signal aborts. */
  readonly count: number;
  /** From one start to the next; a round that takes longer is followed at once, so that no run overlaps another. */
  readonly intervalMs: number;
  readonly signal: AbortSignal;
  readonly monotonicMs: () => number;
  /** Resolves after so many milliseconds, or at once when the signal aborts. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Runs of one round at a time that are under way together: more would only measure this host. */
const atATime = 10;

/**
 * Runs `run` for all that is chosen, round by round, and gives the results of each round in the order of the targets. A
 * round that the signal cut off is the last.
 */
export async function* inRounds<Result>(
  chosen: readonly Chosen[],
  run: (each: Chosen) => Promise<Result>,
  { count, intervalMs, signal, monotonicMs, wait = waitFor }: Rounds,
): AsyncGenerator<readonly Result[]> {
  for (let round = 1; round <= count && !signal.aborted; round += 1) {
    const startedMs = monotonicMs();
    yield await someAtATime(chosen, run);
    if (round < count) await wait(Math.max(0, startedMs + intervalMs - monotonicMs()), signal);
  }
}

async function someAtATime<Result>(
  chosen: readonly Chosen[],
  run: (each: Chosen) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const queue = chosen.entries();
  const work = async (): Promise<void> => {
    for (const [index, each] of queue) results[index] = await run(each);
  };
  await Promise.all(Array.from({ length: Math.min(atATime, chosen.length) }, work));
  return results;
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
