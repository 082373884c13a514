import type { Module } from '../../config/module.ts';
import type { Labels } from '../../config/schedule.ts';
import type { Change } from '../../engine/history/changes.ts';
import type { ProbeResult } from '../../engine/run.ts';
import type { Warning } from './warnings.ts';

/** A run that is over, with all that the outputs tell of it. */
export interface CheckedRun {
  readonly result: ProbeResult;
  readonly module: Module;
  readonly warnings: readonly Warning[];
  /** Of a failure, after a run of the same command and target that succeeded. */
  readonly changes?: RunChanges;
  /** The job and the labels of a scheduled target; absent for a target of the command line. */
  readonly job?: string;
  readonly labels?: Labels;
}

/** What is different from the last run that succeeded. */
export interface RunChanges {
  /** When that one started; Unix milliseconds. */
  readonly sinceMs: number;
  readonly list: readonly Change[];
}
