import type { BySide, Side } from './rounds.ts';

/** What was found about one thing: each side's figures, round by round. */
export interface Finding {
  readonly section: SectionName;
  readonly name: string;
  readonly figures: BySide<readonly number[]>;
}

/** A table of the report. */
export interface Section {
  readonly title: string;
  readonly better: 'more' | 'less';
  /** Behind the decimal point. */
  readonly digits: number;
  /** Who stands in the columns, where it is not who usually does. */
  readonly labels?: Readonly<Partial<Record<Side, string>>>;
}

/** The tables, in their order. */
export const sections = {
  cpu: { title: 'Probes per second of CPU time', better: 'more', digits: 0 },
  throughput: { title: 'Probes per second', better: 'more', digits: 0 },
  duration: { title: 'Reported duration, ms', better: 'less', digits: 2 },
  error: { title: 'Reported duration less the 20 ms that the server waits, ms', better: 'less', digits: 2 },
  steadiness: {
    title: 'Reported duration of a healthy target while others hang, ms',
    better: 'less',
    digits: 2,
    labels: { vantage: 'disturbed', peer: 'calm' },
  },
  memory: { title: 'Memory', better: 'less', digits: 1 },
  start: { title: 'Start-up, ms', better: 'less', digits: 1, labels: { floor: 'node --eval 0' } },
  check: {
    title: 'One check from the shell, ms',
    better: 'less',
    digits: 1,
    labels: { peer: 'curl', floor: 'node --eval 0' },
  },
} as const satisfies Readonly<Record<string, Section>>;

export type SectionName = keyof typeof sections;
