import type { Target } from '../../probes/contract.ts';
import type { Module } from '../config/module.ts';
import type { Labels, Slo } from '../config/schedule.ts';

/** One target of one schedule, with all that its runs and its series need. */
export interface ScheduledTarget {
  /**
   * Stands for the labels: equal keys are the same series. A change of interval, time-out, buckets, the module's options
   * or the credentials in the target keeps the key.
   */
  readonly key: string;
  readonly jobName: string;
  readonly module: Module;
  readonly target: Target;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /**
   * Those of every series: job, instance, module, vantage, hostname, and the labels of vantage point, schedule and
   * target. None has the target's credentials.
   */
  readonly labels: Labels;
  /** See {@link Schedule.buckets}. */
  readonly buckets: readonly number[];
  readonly slo: Slo;
  readonly maxPerHost: number;
}
