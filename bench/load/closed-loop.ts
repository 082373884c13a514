import { monotonicMs } from '../monotonic.ts';
import type { LoadReport } from './messages.ts';
import type { ProbeOnce } from './probe-once.ts';
import { startTally } from './tally.ts';

/** When a closed loop ends: at whichever comes first. */
export interface ClosedLoop {
  readonly concurrency: number;
  readonly maxProbes: number;
  readonly maxMs: number;
}

/** Keeps `concurrency` probes running: whenever one is answered the next one starts. */
export async function closedLoop(
  probe: ProbeOnce,
  { concurrency, maxProbes, maxMs }: ClosedLoop,
): Promise<LoadReport> {
  const tally = startTally();
  const startMs = monotonicMs();
  let started = 0;
  const lane = async () => {
    while (started < maxProbes && monotonicMs() - startMs < maxMs) {
      started += 1;
      tally.add(await probe());
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return tally.report(monotonicMs() - startMs);
}
