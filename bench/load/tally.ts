import { percentile } from '../statistics.ts';
import type { LoadReport } from './messages.ts';
import type { ProbeAnswer } from './probe-once.ts';

/** Counts answers. */
export interface Tally {
  add(answer: ProbeAnswer): void;
  report(elapsedMs: number): LoadReport;
}

export function startTally(): Tally {
  const seconds: number[] = [];
  let probes = 0;
  let failed = 0;
  return {
    add(answer) {
      probes += 1;
      if (!answer.ok) failed += 1;
      if (answer.seconds !== undefined) seconds.push(answer.seconds);
    },
    report: (elapsedMs) => ({
      probes,
      failed,
      elapsedMs,
      p50Seconds: percentile(seconds, 0.5),
      p99Seconds: percentile(seconds, 0.99),
    }),
  };
}
