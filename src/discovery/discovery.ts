import type { Schedule, TargetGroup } from '../config/schedule.ts';
import { type DiscoveryEnvironment, ScheduleDiscovery } from './schedule-discovery.ts';

/** The discovery of the targets of all schedules. Dispose of it to stop; nothing is told from then on. */
export interface Discovery extends Disposable {
  /**
   * Follows exactly these schedules from now on. Sources that are the same as before go on as if nothing had
   * happened; those that changed begin with what was last known of the same files, URLs and names.
   *
   * What is known is told at once. Resolves when every new source was refreshed once, well or not, which may take
   * 30 s: nothing needs to wait for it.
   */
  follow(schedules: readonly Schedule[]): Promise<void>;
  /** The last good list of a schedule; empty when there is none of that name. */
  groups(jobName: string): readonly TargetGroup[];
}

/** Starts with no schedules: see {@link Discovery.follow}. */
export function startDiscovery(environment: DiscoveryEnvironment): Discovery {
  let jobs: ReadonlyMap<string, ScheduleDiscovery> = new Map();
  const stopAllBut = (kept: ReadonlyMap<string, ScheduleDiscovery>): void => {
    for (const [name, job] of jobs) if (!kept.has(name)) job[Symbol.dispose]();
    jobs = kept;
  };
  return {
    async follow(schedules) {
      const followed = schedules.map((schedule) => {
        const { jobName } = schedule;
        return { schedule, job: jobs.get(jobName) ?? new ScheduleDiscovery(jobName, environment) };
      });
      stopAllBut(new Map(followed.map(({ schedule, job }) => [schedule.jobName, job])));
      await Promise.all(followed.map(({ schedule, job }) => job.follow(schedule)));
    },
    groups: (jobName) => jobs.get(jobName)?.groups() ?? [],
    [Symbol.dispose]: () => stopAllBut(new Map()),
  };
}
