import { usualPolicy } from '../../src/config/policy/target-policy.ts';
import type { Schedule, TargetGroup } from '../../src/config/schedule.ts';
import { type Discovery, startDiscovery } from '../../src/discovery/discovery.ts';
import type { DiscoveryEnvironment, DiscoveryFailure } from '../../src/discovery/schedule-discovery.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { fixedResolver } from '../helpers/context.ts';
import { type ManualTimers, manualTimers } from '../helpers/manual-timers.ts';

/** A discovery whose timers belong to the test, with everything that it told. */
export interface RecordedDiscovery extends Disposable {
  readonly discovery: Discovery;
  readonly timers: ManualTimers;
  /** Each list that was told: `job: target target`. */
  readonly told: readonly string[];
  readonly failures: readonly DiscoveryFailure[];
  /** Each line: level, message, and the fields that say why. */
  readonly lines: readonly string[];
  /** Follows the schedules until every new source was refreshed once. */
  readonly follow: (...schedules: readonly Schedule[]) => Promise<void>;
  /** Has the source with this refresh interval refreshed, to the end. */
  readonly refresh: (intervalMs: number) => Promise<void>;
  /** Resolves to the next list that is told. */
  readonly nextTold: () => Promise<string>;
}

export function recordedDiscovery(environment: Partial<DiscoveryEnvironment> = {}): RecordedDiscovery {
  const timers = manualTimers();
  const told: string[] = [];
  const failures: DiscoveryFailure[] = [];
  const lines: string[] = [];
  const news = new EventTarget();
  const discovery = startDiscovery({
    clock: systemClock,
    resolver: fixedResolver({}),
    targetPolicy: () => usualPolicy,
    timers,
    onGroups: (jobName, groups) => {
      told.push(`${jobName}: ${targetsOf(groups).join(' ')}`);
      news.dispatchEvent(new Event('told'));
    },
    onFailure: (failure) => failures.push(failure),
    log: (level, message, { error, reason }) => {
      lines.push([level, message, error ?? reason].filter((part) => part !== undefined).join(': '));
    },
    ...environment,
  });
  return {
    discovery,
    timers,
    told,
    failures,
    lines,
    follow: (...schedules) => discovery.follow(schedules),
    async refresh(intervalMs) {
      await timers.end(intervalMs);
      await timers.untilWaiting(intervalMs);
    },
    nextTold: () =>
      new Promise((resolve) => {
        news.addEventListener('told', () => resolve(told.at(-1) ?? ''), { once: true });
      }),
    [Symbol.dispose]: () => discovery[Symbol.dispose](),
  };
}

/** All targets of some groups, in order. */
function targetsOf(groups: readonly TargetGroup[]): readonly string[] {
  return groups.flatMap(({ targets }) => targets);
}
