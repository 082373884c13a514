import type { Schedule } from '../../src/config/schedule.ts';
import { fakeModule } from './fake-prober.ts';

/** A schedule without targets, but for these changes. */
export function scheduleWith(changes: Partial<Schedule> = {}): Schedule {
  return {
    jobName: 'vendors',
    module: fakeModule('web'),
    intervalMs: 60_000,
    timeoutMs: 10_000,
    labels: {},
    buckets: [0.1, 1],
    slo: {},
    maxPerHost: 1,
    staticConfigs: [],
    fileSdConfigs: [],
    httpSdConfigs: [],
    dnsSdConfigs: [],
    ...changes,
  };
}
