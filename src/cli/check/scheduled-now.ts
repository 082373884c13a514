import { systemResolver } from '../../../probes/shared/resolver.ts';
import type { Config } from '../../config/module.ts';
import { usualPolicy } from '../../config/policy/target-policy.ts';
import { startDiscovery } from '../../discovery/discovery.ts';
import { scheduledTargets } from '../../discovery/scheduled-targets.ts';
import { systemClock } from '../../engine/clock.ts';
import type { ScheduledTarget } from '../../engine/scheduled-target.ts';
import type { Selection } from './check-selection.ts';

/** What is scheduled now. */
export interface ScheduledNow {
  readonly targets: readonly ScheduledTarget[];
  /** What kept targets from being found, a sentence each: with one of them nobody can say that all is well. */
  readonly problems: readonly string[];
}

/** Finds the targets of these jobs, asking every source once. Ends within 30 s. */
export async function scheduledNow(
  { schedules, vantage, modules, targetPolicy = usualPolicy }: Config,
  isWanted: Selection,
): Promise<ScheduledNow> {
  const problems: string[] = [];
  using discovery = startDiscovery({
    clock: systemClock,
    resolver: systemResolver(),
    targetPolicy: () => targetPolicy,
    onGroups: () => {},
    onFailure: ({ jobName, kind, source, detail }) => {
      // What is wrong with a file says itself which one it is.
      problems.push(`job ${jobName}: ${kind === 'file' ? detail : `${source}: ${detail}`}`);
    },
    log: () => {},
  });
  const wanted = schedules.filter(({ jobName }) => isWanted(jobName));
  await discovery.follow(wanted);
  const targets = wanted.flatMap((schedule) => {
    const { jobName } = schedule;
    const groups = discovery.groups(jobName);
    const found = scheduledTargets({ schedule, vantagePoint: vantage, groups, modules });
    for (const { detail, count, example } of found.problems) {
      problems.push(`job ${jobName}: ${count} left out, such as ${example}: ${detail}`);
    }
    return found.targets;
  });
  return { targets, problems };
}
