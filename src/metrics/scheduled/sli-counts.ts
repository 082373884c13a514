import { secondsOf } from '../../../probes/shared/seconds.ts';
import type { Slo } from '../../config/schedule.ts';
import type { ProbeResult } from '../../engine/run.ts';

/** The two counters of one objective: all runs, and the good ones among them. */
export interface SliCount {
  readonly slo: keyof Slo;
  events: number;
  good: number;
}

/** Counters for each objective: those there were go on, new ones start at 0. */
export function sliCounts(slo: Slo, previous: readonly SliCount[]): readonly SliCount[] {
  const kinds = (['availability', 'latency'] as const).filter((kind) => slo[kind] !== undefined);
  return kinds.map(
    (kind) => previous.find((count) => count.slo === kind) ?? { slo: kind, events: 0, good: 0 },
  );
}

/** Counts a run: good is a success, for latency one within the threshold. */
export function countSliEvent(count: SliCount, slo: Slo, result: ProbeResult): void {
  count.events += 1;
  if (isGood(count.slo, slo, result)) count.good += 1;
}

function isGood(kind: keyof Slo, { latency }: Slo, { outcome, durationMs }: ProbeResult): boolean {
  if (!outcome.ok) return false;
  // Rounded as the histograms' values are: the bucket of the threshold holds the same runs.
  return (
    kind === 'availability' || (latency !== undefined && secondsOf(durationMs) <= latency.thresholdMs / 1000)
  );
}
