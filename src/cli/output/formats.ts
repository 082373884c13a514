import type { CheckedRun } from '../report/checked-run.ts';
import type { FailOn } from '../report/fail-on.ts';

/** The outputs for programs. */
export const machineFormats = ['json', 'ndjson', 'prometheus', 'junit', 'nagios', 'tap'] as const;
export type MachineFormat = (typeof machineFormats)[number];

/** All that `--output` takes. */
export const outputFormats = ['text', ...machineFormats] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** Runs that are to be told together. */
export interface Report {
  readonly runs: readonly CheckedRun[];
  readonly failOn: FailOn;
  /** What kept further runs from being made, a sentence each. */
  readonly problems: readonly string[];
  /** Whether there could be several runs, also when there was one. */
  readonly isSeveral: boolean;
}

const writers: Readonly<Record<MachineFormat, () => Promise<(report: Report) => string>>> = {
  json: async () => (await import('./json.ts')).jsonReport,
  ndjson: async () => (await import('./json.ts')).ndjsonReport,
  prometheus: async () => (await import('./prometheus.ts')).prometheusReport,
  junit: async () => (await import('./junit.ts')).junitReport,
  nagios: async () => (await import('./nagios.ts')).nagiosReport,
  tap: async () => (await import('./tap.ts')).tapReport,
};

/** The report in a format, ending in a line break. Only that format is loaded. */
export async function machineOutput(format: MachineFormat, report: Report): Promise<string> {
  const write = await writers[format]();
  return write(report);
}
