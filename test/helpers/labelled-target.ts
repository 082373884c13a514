import type { ScheduledTarget } from '../../src/engine/scheduled-target.ts';
import { scheduledTarget } from './scheduled-runs.ts';

/** A target with buckets and the usual labels; its key stands for its job and labels unless it is given. */
export function labelledTarget(changes: Partial<ScheduledTarget> = {}): ScheduledTarget {
  const target = scheduledTarget('shop.example', {
    labels: { instance: 'shop.example', job: 'vendors', module: 'web' },
    buckets: [0.1, 1],
    ...changes,
  });
  return { ...target, key: changes.key ?? JSON.stringify([target.jobName, target.labels]) };
}
