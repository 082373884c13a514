import type { ScheduledTarget } from '../../src/engine/scheduled-target.ts';
import { fakeModule } from './fake-prober.ts';

/** A target of the schedule `vendors`; its key stands for its job and labels unless `changes` has another. */
export function scheduledTarget(changes: Partial<ScheduledTarget> = {}): ScheduledTarget {
  const target = {
    jobName: 'vendors',
    module: fakeModule('web'),
    target: { text: 'shop.example' },
    intervalMs: 30_000,
    timeoutMs: 5000,
    labels: { instance: 'shop.example', job: 'vendors', module: 'web' },
    buckets: [0.1, 1],
    slo: {},
    maxPerHost: 1,
    ...changes,
  };
  return { key: JSON.stringify([target.jobName, target.labels]), ...target };
}
