import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { type SkipCause, type SkippedSlots, skipCauses } from '../engine/schedule/skipped-slots.ts';

/** How a schedule keeps its time and finds its targets. */
export interface ScheduleHealth {
  /** Begins to count for these jobs, at 0, and forgets all others. */
  scheduled(jobs: readonly string[]): void;
  targetsDiscovered(job: string, counts: TargetCounts): void;
  discoveryFailed(job: string, kind: DiscoveryKind): void;
  slotsSkipped(job: string, skipped: SkippedSlots): void;
  runStarted(job: string, start: { readonly latenessMs: number; readonly queuedMs: number }): void;
  /** Shows this queue from now on. */
  watchQueue(queue: { readonly queueLength: number; readonly inFlight: number }): void;
}

/** What the sources of a schedule came to on this instance. */
export interface TargetCounts {
  readonly probed: number;
  /** Left out for mistakes. */
  readonly refused: number;
}

const discoveryKinds = ['file', 'http', 'dns'] as const;
type DiscoveryKind = (typeof discoveryKinds)[number];

/** Up to 50 ms a start is on time; beyond a second something is wrong. */
const latenessBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30];

/** Registers the metrics of schedules. Without schedules none of them has a series but the queue's. */
export function registerScheduleHealth(registry: Registry): ScheduleHealth {
  const registers = [registry];
  const skipped = new Counter({
    name: 'vantage_schedule_skipped_total',
    help: 'Slots of targets that passed without a start, by job and cause.',
    labelNames: ['job', 'cause'],
    registers,
  });
  const lateness = new Histogram({
    name: 'vantage_schedule_start_lateness_seconds',
    help: "Time from a target's slot to the start of its run, in seconds.",
    labelNames: ['job'],
    buckets: latenessBuckets,
    registers,
  });
  const queued = new Histogram({
    name: 'vantage_schedule_queue_wait_seconds',
    help: 'The part of the lateness that was spent waiting for other runs to end, in seconds.',
    labelNames: ['job'],
    buckets: latenessBuckets,
    registers,
  });
  const failures = new Counter({
    name: 'vantage_discovery_failures_total',
    help: 'Refreshes of sources of targets that failed, by job and kind of source; the last good list stays.',
    labelNames: ['job', 'kind'],
    registers,
  });
  const targets = new Gauge({
    name: 'vantage_discovery_targets',
    help: 'Targets that this instance probes, by job.',
    labelNames: ['job'],
    registers,
  });
  const refused = new Gauge({
    name: 'vantage_discovery_refused_targets',
    help: 'Targets that are left out for mistakes, by job.',
    labelNames: ['job'],
    registers,
  });
  let queue = { queueLength: 0, inFlight: 0 };
  const queueLength: Gauge = new Gauge({
    name: 'vantage_schedule_queue_length',
    help: 'Scheduled runs that wait for others to end.',
    registers,
    collect: () => queueLength.set(queue.queueLength),
  });
  const inFlight: Gauge = new Gauge({
    name: 'vantage_schedule_runs_in_flight',
    help: 'Scheduled runs that have started and not ended.',
    registers,
    collect: () => inFlight.set(queue.inFlight),
  });

  let known: ReadonlySet<string> = new Set();
  const begin = (job: string): void => {
    for (const cause of skipCauses) skipped.inc({ job, cause }, 0);
    for (const kind of discoveryKinds) failures.inc({ job, kind }, 0);
    lateness.zero({ job });
    queued.zero({ job });
    targets.set({ job }, 0);
    refused.set({ job }, 0);
  };
  const forget = (job: string): void => {
    for (const cause of skipCauses) skipped.remove({ job, cause });
    for (const kind of discoveryKinds) failures.remove({ job, kind });
    for (const metric of [lateness, queued, targets, refused]) metric.remove({ job });
  };
  const ifKnown = (job: string, count: () => void): void => {
    // What ends after its job is gone must not bring it back.
    if (known.has(job)) count();
  };
  return {
    scheduled(jobs) {
      const wanted = new Set(jobs);
      for (const job of known) if (!wanted.has(job)) forget(job);
      for (const job of wanted) if (!known.has(job)) begin(job);
      known = wanted;
    },
    targetsDiscovered: (job, counts) =>
      ifKnown(job, () => {
        targets.set({ job }, counts.probed);
        refused.set({ job }, counts.refused);
      }),
    discoveryFailed: (job, kind) => ifKnown(job, () => failures.inc({ job, kind })),
    slotsSkipped: (job, { cause, slots }) =>
      ifKnown(job, () => skipped.inc({ job, cause: cause satisfies SkipCause }, slots)),
    runStarted: (job, { latenessMs, queuedMs }) =>
      ifKnown(job, () => {
        lateness.observe({ job }, latenessMs / 1000);
        queued.observe({ job }, queuedMs / 1000);
      }),
    watchQueue: (watched) => {
      queue = watched;
    },
  };
}
