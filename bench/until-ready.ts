import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './children.ts';
import { monotonicMs } from './monotonic.ts';

/** Longer than anything here takes to start, on a busy machine too. */
const patienceMs = 15_000;

const pauseMs = 1;

/**
 * Asks about every millisecond until `isReady` says so. Rejects, with what the child complained of, when it ends
 * first or takes 15 s.
 */
export async function untilReady(child: Child, isReady: () => Promise<boolean>): Promise<void> {
  const startMs = monotonicMs();
  while (!(await isReady().catch(() => false))) {
    const isLate = monotonicMs() - startMs > patienceMs;
    const end = isLate ? 'it is not ready after 15 s' : await Promise.race([child.ended, sleep(pauseMs)]);
    if (typeof end === 'string')
      throw new Error(`cannot start ${child.program}: ${end}\n${child.complained()}`);
  }
}
