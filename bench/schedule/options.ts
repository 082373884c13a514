import { Command, Option } from 'commander';
import { countIn, type NoOptions, parseCommand, wordsOf } from '../command-line.ts';

/** The probers that can be measured. */
export const scheduledProbers = ['http', 'tcp'] as const;

export type ScheduledProber = (typeof scheduledProbers)[number];

/** One measurement. */
export interface SchedulePlan {
  readonly prober: ScheduledProber;
  readonly targets: number;
  readonly intervalSeconds: number;
  /** After what warms up: one interval or longer. */
  readonly seconds: number;
  /** From one scrape of the whole page to the next, plain and gzip in turn; absent: none. */
  readonly scrapeEverySeconds?: number;
}

/** The command line. */
export interface ScheduleOptions {
  readonly plans: readonly SchedulePlan[];
  /** Of the node that runs Vantage. */
  readonly nodeFlags: readonly string[];
  readonly vantageFlags: readonly string[];
  readonly jsonFile?: string;
}

interface RawOptions {
  readonly prober: ScheduledProber;
  readonly targets: number;
  readonly interval: number;
  readonly seconds: number;
  readonly scale?: true;
  readonly nodeFlags: readonly string[];
  readonly vantageFlags: readonly string[];
  readonly json?: string;
}

const scrapeEverySeconds = 10;

const scaledTargets = [1000, 10_000, 30_000];

/** So many of them are probed once in the interval that was given; others in proportion, so that all make as many runs a second. */
const usualTargets = 10_000;

/** Reads the command line. */
export function parseScheduleOptions(argv: readonly string[]): ScheduleOptions | NoOptions {
  const command = new Command('npm run bench:schedule --')
    .usage('[options]')
    .description('Measures Vantage as a whole, the build in dist/, while it probes on a schedule.')
    .addOption(
      new Option('--prober <name>', 'what the targets are probed with')
        .choices(scheduledProbers)
        .default('http'),
    )
    .option('--targets <n>', 'how many', countIn, 10_000)
    .option('--interval <seconds>', 'how often each is probed', countIn, 15)
    .option('--seconds <n>', 'how long is measured, once it is warm', countIn, 60)
    .option(
      '--scale',
      `TCP at ${scaledTargets.join(', ')} targets instead, without scrapes: as many runs a second of each size, then each interval as long`,
    )
    .option('--node-flags <flags>', 'for the node that runs Vantage, divided by blanks', wordsOf, [])
    .option('--vantage-flags <flags>', 'further flags for Vantage, divided by blanks', wordsOf, [])
    .option('--json <file>', 'write every figure to a file');
  return parseCommand(command, argv) ?? optionsOf(command.opts<RawOptions>());
}

function optionsOf(raw: RawOptions): ScheduleOptions {
  const { prober, targets, nodeFlags, vantageFlags } = raw;
  const times = { intervalSeconds: raw.interval, seconds: raw.seconds };
  return {
    plans: raw.scale ? scaledPlans(times) : [{ ...times, prober, targets, scrapeEverySeconds }],
    nodeFlags,
    vantageFlags,
    ...(raw.json !== undefined && { jsonFile: raw.json }),
  };
}

function scaledPlans(times: Pick<SchedulePlan, 'intervalSeconds' | 'seconds'>): readonly SchedulePlan[] {
  const all = scaledTargets.map((targets): SchedulePlan => ({ ...times, prober: 'tcp', targets }));
  const asManyRuns = all.map((plan) => ({
    ...plan,
    intervalSeconds: (plan.targets / usualTargets) * times.intervalSeconds,
  }));
  return [...asManyRuns, ...all.filter(({ targets }) => targets !== usualTargets)];
}
