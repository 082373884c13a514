import type { Target } from '../../probes/contract.ts';
import type { Module } from '../config/module.ts';
import type { Labels, Slo } from '../config/schedule.ts';

/** One target of one schedule, with all that its runs and its series need. */
export interface ScheduledTarget {
  /**
   * Stands for job, module, target, parameters and labels: equal keys are the same series. A change of interval,
   * time-out, buckets or the module's options keeps the key.
   */
  readonly key: string;
  readonly jobName: string;
  readonly module: Module;
  readonly target: Target;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Those of every series: job, instance, module, vantage, and the labels of vantage point, schedule and target. */
  readonly labels: Labels;
  /** See {@link Schedule.buckets}. */
  readonly buckets: readonly number[];
  readonly slo: Slo;
  readonly maxPerHost: number;
}
