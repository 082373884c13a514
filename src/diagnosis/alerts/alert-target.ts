import type { ScheduledTarget } from '../../engine/scheduled-target.ts';

/** What makes a target this one and no other; an alert may lack some, as one about all vantage points lacks that. */
const telling = ['module', 'hostname', 'vantage'] as const;

/**
 * The scheduled target that an alert is about: of the same job and instance, and not of another module, host name or vantage
 * point. `undefined` when this instance does not probe it.
 */
export function targetOfAlert(
  labels: Readonly<Record<string, string>>,
  targets: readonly ScheduledTarget[],
): ScheduledTarget | undefined {
  const { job, instance } = labels;
  if (job === undefined || instance === undefined) return undefined;
  return targets.find(
    ({ labels: own }) =>
      own['job'] === job &&
      own['instance'] === instance &&
      telling.every((name) => labels[name] === undefined || own[name] === labels[name]),
  );
}
