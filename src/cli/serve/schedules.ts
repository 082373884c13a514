import { systemResolver } from '../../../probes/shared/resolver.ts';
import type { Config } from '../../config/module.ts';
import { usualPolicy } from '../../config/policy/target-policy.ts';
import type { Schedule } from '../../config/schedule.ts';
import type { AutomaticDiagnosis } from '../../diagnosis/automatic.ts';
import { startDiscovery } from '../../discovery/discovery.ts';
import { scheduledTargets, type TargetProblem } from '../../discovery/scheduled-targets.ts';
import { systemClock } from '../../engine/clock.ts';
import type { ProbeHistory } from '../../engine/history/history.ts';
import type { RunProbe } from '../../engine/run.ts';
import { createScheduler, type Scheduler } from '../../engine/schedule/scheduler.ts';
import { inShard, type Shard, shardKey } from '../../engine/schedule/shard.ts';
import type { ScheduledTarget } from '../../engine/scheduled-target.ts';
import { systemTimers } from '../../engine/timers.ts';
import type { Logger } from '../../log.ts';
import type { ScheduledSeries } from '../../metrics/scheduled/series.ts';
import type { SelfMetrics } from '../../metrics/self.ts';
import { limitHeapGrowth } from './heap-growth.ts';
import { logStateChanges } from './state-changes.ts';

/** The schedules of a server. */
export interface Schedules {
  /** Runs the schedules of this configuration from now on; what is the same as before goes on untouched. */
  follow(config: Config): void;
  /** The targets that are probed now. */
  targets(): readonly ScheduledTarget[];
  /** Starts nothing more, and waits so long for what runs. */
  stop(graceMs: number): Promise<void>;
}

export interface ScheduleParts {
  readonly run: RunProbe;
  readonly logger: Logger;
  readonly selfMetrics: SelfMetrics;
  readonly series: ScheduledSeries;
  readonly history: ProbeHistory;
  readonly nextRunId: () => string;
  readonly maxConcurrent: number;
  /** Told of each run, and of the targets that there are. */
  readonly automatic: AutomaticDiagnosis;
  /** The share of the targets that this instance probes; absent, all of them. */
  readonly shard?: Shard | undefined;
}

/** Puts together who finds targets, who starts their runs, and who counts what came of them. */
export function createSchedules(parts: ScheduleParts): Schedules {
  const { logger, selfMetrics, series, history, nextRunId, maxConcurrent, automatic, shard } = parts;
  const stateChanges = logStateChanges(logger);
  const targetsOf = new Map<string, readonly ScheduledTarget[]>();
  const toldProblems = new Map<string, string>();
  let followed: Config | undefined;
  let scheduler: Scheduler | undefined;
  let schedulerName: string | undefined;
  let isFollowing = false;

  const run: RunProbe = async (request) => {
    selfMetrics.probeStarted();
    // Of a success nobody reads more than what a later failure is compared with.
    const result = await parts.run({ ...request, eventsOfSuccess: 'compared' });
    selfMetrics.probeEnded(result);
    return result;
  };

  const discovery = startDiscovery({
    clock: systemClock,
    resolver: systemResolver(),
    targetPolicy: () => followed?.targetPolicy ?? usualPolicy,
    onGroups: (jobName) => {
      const schedule = followed?.schedules.find((candidate) => candidate.jobName === jobName);
      if (schedule === undefined || isFollowing) return;
      find(schedule);
      hand();
    },
    onFailure: ({ jobName, kind }) => selfMetrics.discoveryFailed(jobName, kind),
    log: (level, message, fields) => logger.log(level, message, fields),
  });

  /** Makes the targets of a schedule anew from what is discovered. */
  function find(schedule: Schedule): void {
    if (followed === undefined) return;
    const { jobName } = schedule;
    const { targets, problems } = scheduledTargets({
      schedule,
      vantagePoint: followed.vantage,
      groups: discovery.groups(jobName),
      modules: followed.modules,
    });
    const own = shard === undefined ? targets : targets.filter((target) => inShard(shardKey(target), shard));
    targetsOf.set(jobName, own);
    const refused = problems.reduce((sum, { count }) => sum + count, 0);
    selfMetrics.targetsDiscovered(jobName, { probed: own.length, refused });
    tellProblems(jobName, problems);
  }

  function tellProblems(job: string, problems: readonly TargetProblem[]): void {
    const text = JSON.stringify(problems);
    if (toldProblems.get(job) === text) return;
    toldProblems.set(job, text);
    for (const { detail, count, example } of problems) {
      logger.log('warn', 'Targets are left out', { job, detail, count, example });
    }
  }

  function allTargets(): readonly ScheduledTarget[] {
    return [...targetsOf.values()].flat();
  }

  /** Hands the targets of all schedules on: the series first, or the first run would find none. */
  function hand(): void {
    const targets = allTargets();
    limitHeapGrowth(targets.length);
    series.update(targets);
    stateChanges.keep(targets);
    automatic.keep(targets);
    history.keepScheduled(targets);
    scheduler?.update(targets);
  }

  /** The slots depend on the vantage point's name: with another name everything starts anew. */
  function schedulerFor(vantageName: string): Scheduler {
    if (scheduler !== undefined && schedulerName === vantageName) return scheduler;
    void scheduler?.stop(0);
    scheduler = createScheduler({
      clock: systemClock,
      timers: systemTimers,
      run,
      vantageName,
      maxConcurrent,
      nextRunId,
      events: {
        onResult(target, result, { runId, latenessMs, queuedMs }) {
          series.record(target, result, runId);
          selfMetrics.runStarted(target.jobName, { latenessMs, queuedMs });
          const { jobName, module } = target;
          const entry = history.add({ result, module, runId, jobName });
          stateChanges.heard(target, entry);
          automatic.heard(target, entry);
        },
        onSkipped: ({ jobName }, skipped) => selfMetrics.slotsSkipped(jobName, skipped),
        onBug(error, { jobName }) {
          selfMetrics.bug();
          const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
          logger.log('error', 'Bug in a schedule', { job: jobName, error: detail });
        },
      },
    });
    schedulerName = vantageName;
    selfMetrics.watchQueue(scheduler);
    return scheduler;
  }

  return {
    follow(config) {
      if (config === followed) return;
      followed = config;
      const { schedules, vantage } = config;
      const jobs = new Set(schedules.map(({ jobName }) => jobName));
      selfMetrics.scheduled([...jobs]);
      for (const job of targetsOf.keys()) {
        if (jobs.has(job)) continue;
        targetsOf.delete(job);
        toldProblems.delete(job);
      }
      if (schedules.length > 0) schedulerFor(vantage.name);
      // What is known already is told before this call returns, for each schedule; whatever is slow comes later.
      isFollowing = true;
      void discovery.follow(schedules);
      isFollowing = false;
      for (const schedule of schedules) find(schedule);
      hand();
    },
    targets: allTargets,
    async stop(graceMs) {
      discovery[Symbol.dispose]();
      await scheduler?.stop(graceMs);
    },
  };
}
