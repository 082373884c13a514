import type { Config } from '../../config/module.ts';
import type { Schedule, Slo } from '../../config/schedule.ts';
import { parseScheduleDuration } from '../../config/schedule-duration.ts';
import type { Objective, RuleSettings } from './settings.ts';

/** What of the rules' settings a configuration says. */
export function settingsOfConfig({
  schedules,
  vantage,
}: Config): Pick<RuleSettings, 'jobs' | 'objectives' | 'pointLabels'> {
  return {
    jobs: schedules.map(({ jobName }) => jobName),
    objectives: schedules.flatMap(objectivesOf),
    pointLabels: ['vantage', ...Object.keys(vantage.labels)],
  };
}

function objectivesOf(schedule: Schedule): readonly Objective[] {
  const { jobName, slo } = schedule;
  const ratios: readonly (readonly [keyof Slo, number | undefined])[] = [
    ['availability', slo.availability],
    ['latency', slo.latency?.ratio],
  ];
  return ratios.flatMap(([kind, ratio]) =>
    ratio === undefined ? [] : [{ job: jobName, slo: kind, ratio, intervalMs: longestIntervalMs(schedule) }],
  );
}

/** What discovered targets say of their interval is not known here. */
function longestIntervalMs({ intervalMs, labels, staticConfigs }: Schedule): number {
  const own = [labels, ...staticConfigs.map((group) => group.labels)].map(
    (each) => parseScheduleDuration(each['__interval__'] ?? '') ?? 0,
  );
  return Math.max(intervalMs, ...own);
}
