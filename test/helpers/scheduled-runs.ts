import type { Module } from '../../src/config/module.ts';
import type { ProbeResult, RunRequest } from '../../src/engine/run.ts';
import type { RunStart } from '../../src/engine/schedule/launcher.ts';
import {
  createScheduler,
  type Scheduler,
  type SchedulerEvents,
} from '../../src/engine/schedule/scheduler.ts';
import type { SkipCause } from '../../src/engine/schedule/skipped-slots.ts';
import type { ScheduledTarget } from '../../src/engine/scheduled-target.ts';
import { fakeModule, fakeResult } from './fake-prober.ts';
import type { VirtualTime } from './virtual-time.ts';

const module: Module = fakeModule('web');

/** A target of a schedule; its key is its text. */
export function scheduledTarget(text: string, changes: Partial<ScheduledTarget> = {}): ScheduledTarget {
  return {
    key: text,
    jobName: 'vendors',
    module,
    target: { text },
    intervalMs: 30_000,
    timeoutMs: 10_000,
    labels: { job: 'vendors', instance: text },
    buckets: [],
    slo: {},
    maxPerHost: 100,
    ...changes,
  };
}

/** A run that a test sees begin. */
export interface SeenRun {
  readonly request: RunRequest;
  readonly text: string;
  /** By the monotonic clock. */
  readonly startMs: number;
  readonly startWallMs: number;
}

/** Runs that end after a time of their own, and what was seen of them. */
export interface ScheduledRuns {
  readonly run: (request: RunRequest) => Promise<ProbeResult>;
  readonly seen: readonly SeenRun[];
  /** Texts of the targets whose runs are in flight now, in the order of their starts. */
  readonly inFlight: () => readonly string[];
}

/** What runs of the test do. */
export interface RunHabits {
  /** How long a run to this target takes; by default it ends at once. */
  readonly durationMs?: (text: string) => number;
  /** How long a run goes on after its signal aborted; by default it ends at once. */
  readonly abortMs?: number;
}

export function scheduledRuns({ timers, clock }: VirtualTime, habits: RunHabits = {}): ScheduledRuns {
  const { durationMs = () => 0, abortMs = 0 } = habits;
  const seen: SeenRun[] = [];
  const inFlight: SeenRun[] = [];
  return {
    async run(request) {
      const { text } = request.target;
      const run = { request, text, startMs: clock.monotonicMs(), startWallMs: clock.wallMs() };
      seen.push(run);
      inFlight.push(run);
      const lastsMs = durationMs(text);
      if (lastsMs > 0) {
        await new Promise<void>((resolve) => {
          const cancel = timers.after(lastsMs, resolve);
          request.signal?.addEventListener('abort', () => {
            cancel();
            if (abortMs > 0) timers.after(abortMs, resolve);
            else resolve();
          });
        });
      }
      inFlight.splice(inFlight.indexOf(run), 1);
      return fakeResult({ target: request.target, timeoutMs: request.timeoutMs });
    },
    seen,
    inFlight: () => inFlight.map(({ text }) => text),
  };
}

/** A result as a scheduler published it. */
export interface Published extends RunStart {
  readonly target: ScheduledTarget;
  readonly result: ProbeResult;
}

/** What a scheduler told, in order. */
export interface Told {
  readonly events: SchedulerEvents;
  readonly results: readonly Published[];
  readonly bugs: readonly unknown[];
  /** Slots of the target that were skipped, for this cause or for any. */
  skipped(key: string, cause?: SkipCause): number;
}

export function recordingEvents(): Told {
  const results: Published[] = [];
  const bugs: unknown[] = [];
  const skips: { key: string; cause: SkipCause; slots: number }[] = [];
  return {
    events: {
      onResult: (target, result, start) => void results.push({ target, result, ...start }),
      onSkipped: ({ key }, skipped) => void skips.push({ key, ...skipped }),
      onBug: (error) => void bugs.push(error),
    },
    results,
    bugs,
    skipped: (key, cause) =>
      skips
        .filter((skip) => skip.key === key && (cause === undefined || skip.cause === cause))
        .reduce((sum, { slots }) => sum + slots, 0),
  };
}

/** A scheduler in virtual time, with what its runs and events showed. */
export interface ObservedScheduler {
  readonly scheduler: Scheduler;
  readonly runs: ScheduledRuns;
  readonly told: Told;
}

export interface ObservedSchedulerOptions extends RunHabits {
  readonly maxConcurrent?: number;
  readonly vantageName?: string;
}

export function observedScheduler(
  time: VirtualTime,
  options: ObservedSchedulerOptions = {},
): ObservedScheduler {
  const { maxConcurrent = 1000, vantageName = 'here' } = options;
  const runs = scheduledRuns(time, options);
  const told = recordingEvents();
  const { clock, timers } = time;
  const { run } = runs;
  const { events } = told;
  return {
    scheduler: createScheduler({ clock, timers, run, events, maxConcurrent, vantageName }),
    runs,
    told,
  };
}
