import type { Alarm } from '../alarm.ts';
import { monotonicMs } from '../monotonic.ts';
import type { LoadReport } from './messages.ts';
import type { ProbeOnce } from './probe-once.ts';
import { startTally } from './tally.ts';

/** How many probes, and how fast. */
export interface OpenLoop {
  readonly ratePerSecond: number;
  readonly probes: number;
}

/** Starts every probe at its time, whether or not earlier ones were answered, and waits for all answers. */
export async function openLoop(
  probe: ProbeOnce,
  { ratePerSecond, probes }: OpenLoop,
  alarm: Alarm,
): Promise<LoadReport> {
  const tally = startTally();
  const startMs = monotonicMs();
  await Promise.all(
    Array.from({ length: probes }, async (_, index) => {
      await alarm.until(startMs + (index * 1000) / ratePerSecond);
      tally.add(await probe());
    }),
  );
  return tally.report(monotonicMs() - startMs);
}
