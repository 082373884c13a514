import { slope, spread } from '../statistics.ts';
import { latenessQuantileMs, laterThan, runsOf, type StartCounts, totalCounts } from './counts.ts';
import type { Measured, Stretch } from './measure.ts';
import type { SchedulePlan } from './options.ts';
import type { Coding } from './scrape.ts';

/** One figure of a measurement. */
export interface Figure {
  readonly name: string;
  /** Absent where there is nothing to tell it from. */
  readonly value: number | undefined;
  /** Behind the decimal point. */
  readonly digits: number;
  /** What is to be reached, in words. */
  readonly goal?: string;
}

/** The load that there are goals for, on 2 cores. */
const goalPlan: Pick<SchedulePlan, 'prober' | 'targets' | 'intervalSeconds'> = {
  prober: 'http',
  targets: 10_000,
  intervalSeconds: 15,
};

/** A start that a scrape delays by more than this is delayed too much. */
const tolerableDelayMs = 25;

const megabyte = 1e6;

/** All figures of a measurement, goals only for the load that has some. */
export function figuresOf(measured: Measured): readonly Figure[] {
  const { plan } = measured;
  const figures = [...cpuFigures(measured), ...startFigures(measured), ...scrapeFigures(measured)];
  const all = [...figures, ...memoryFigures(measured)];
  const hasGoals =
    plan.prober === goalPlan.prober &&
    plan.targets === goalPlan.targets &&
    plan.intervalSeconds === goalPlan.intervalSeconds;
  return hasGoals ? all : all.map(({ name, value, digits }) => ({ name, value, digits }));
}

/** Microseconds of CPU for each target in each interval, scrapes left out. */
export function cpuPerTargetUs({ plan, stretches }: Measured): number | undefined {
  const share = cpuShare(between(stretches));
  return share === undefined ? undefined : (share * plan.intervalSeconds * 1e6) / plan.targets;
}

function cpuFigures(measured: Measured): readonly Figure[] {
  const { stretches, plan } = measured;
  const quiet = between(stretches);
  const quietCpu = sumOf(quiet, ({ cpuSeconds }) => cpuSeconds);
  const quietRuns = sumOf(quiet, ({ counts }) => runsOf(counts));
  const scraped = plan.scrapeEverySeconds;
  return [
    { name: 'CPU, % of one core', value: percent(cpuShare(quiet)), digits: 1, goal: 'at most 60' },
    ...(scraped === undefined
      ? []
      : [
          {
            name: `the same with a scrape every ${scraped} s`,
            value: percent(cpuShare(stretches)),
            digits: 1,
          },
        ]),
    { name: 'CPU per run, µs', value: quietRuns > 0 ? (quietCpu / quietRuns) * 1e6 : undefined, digits: 0 },
    { name: 'CPU per target and interval, µs', value: cpuPerTargetUs(measured), digits: 0 },
    { name: 'CPU of a bare socket at this pace, µs', value: measured.bareSocketUs, digits: 0 },
  ];
}

function startFigures({ stretches, idleTimerMs }: Measured): readonly Figure[] {
  const counts = countsOf(stretches);
  const seconds = sumOf(stretches, (stretch) => stretch.seconds);
  return [
    { name: 'runs per second', value: counts && runsOf(counts) / seconds, digits: 0 },
    { name: 'starts late, median, ms', value: counts && latenessQuantileMs(counts, 0.5), digits: 1 },
    {
      name: 'starts late, 99 %, ms',
      value: counts && latenessQuantileMs(counts, 0.99),
      digits: 1,
      goal: 'at most 50',
    },
    { name: 'timers of an idle process late, 99 %, ms', value: idleTimerMs, digits: 1 },
    ...[...(counts?.skipped ?? [])].map(([cause, slots]) => ({
      name: `slots skipped: ${cause}`,
      value: slots,
      digits: 0,
      goal: 'none',
    })),
  ];
}

function scrapeFigures({ stretches, plan }: Measured): readonly Figure[] {
  if (plan.scrapeEverySeconds === undefined) return [];
  const during = countsOf(stretches.filter(({ scrape }) => scrape !== undefined));
  const apart = countsOf(between(stretches));
  return [
    ...codingFigures(stretches, 'plain'),
    ...codingFigures(stretches, 'gzip'),
    ...latenessFigures('during scrapes', during).map((figure) => ({ ...figure, goal: 'as between' })),
    ...latenessFigures('between scrapes', apart),
  ];
}

function codingFigures(stretches: readonly Stretch[], coding: Coding): readonly Figure[] {
  const own = stretches.filter(({ scrape }) => scrape?.coding === coding);
  const durations = spread(own.map(({ scrape }) => scrape?.durationMs ?? Number.NaN));
  const bytes = spread(own.map(({ scrape }) => scrape?.bytes ?? Number.NaN));
  const usualShare = cpuShare(between(stretches)) ?? Number.NaN;
  const extraCpu = spread(own.map(({ cpuSeconds, seconds }) => cpuSeconds - usualShare * seconds));
  const goal = 'at most 1,500';
  return [
    { name: `scrape, ${coding}, median, ms`, value: durations?.median, digits: 0, goal },
    { name: `scrape, ${coding}, longest, ms`, value: durations?.max, digits: 0 },
    { name: `scrape, ${coding}, CPU, ms`, value: extraCpu && extraCpu.median * 1000, digits: 0 },
    { name: `scrape, ${coding}, MB`, value: bytes && bytes.median / megabyte, digits: 1 },
  ];
}

function latenessFigures(when: string, counts: StartCounts | undefined): readonly Figure[] {
  const late = counts && laterThan(counts, tolerableDelayMs) / runsOf(counts);
  return [
    { name: `starts ${when} late, 99 %, ms`, value: counts && latenessQuantileMs(counts, 0.99), digits: 1 },
    { name: `starts ${when} late by more than ${tolerableDelayMs} ms, %`, value: percent(late), digits: 3 },
  ];
}

function memoryFigures({ memory }: Measured): readonly Figure[] {
  const bytes = memory.map(({ y }) => y);
  const growth = slope(memory.slice(Math.floor(memory.length / 2)));
  const inMegabytes = (value: number | undefined) => value && value / megabyte;
  return [
    { name: 'RSS at the start, MB', value: inMegabytes(bytes[0]), digits: 0 },
    { name: 'RSS at the end, MB', value: inMegabytes(bytes.at(-1)), digits: 0, goal: 'at most 350' },
    { name: 'RSS, highest, MB', value: inMegabytes(spread(bytes)?.max), digits: 0 },
    {
      name: 'RSS, growth per minute in the second half, MB',
      value: inMegabytes(growth),
      digits: 1,
      goal: 'about 0',
    },
  ];
}

function between(stretches: readonly Stretch[]): readonly Stretch[] {
  return stretches.filter(({ scrape }) => scrape === undefined);
}

function countsOf(stretches: readonly Stretch[]): StartCounts | undefined {
  return totalCounts(stretches.map(({ counts }) => counts));
}

/** CPU time by time: 1 is one core. */
function cpuShare(stretches: readonly Stretch[]): number | undefined {
  const seconds = sumOf(stretches, (stretch) => stretch.seconds);
  return seconds > 0 ? sumOf(stretches, ({ cpuSeconds }) => cpuSeconds) / seconds : undefined;
}

function sumOf(stretches: readonly Stretch[], figure: (stretch: Stretch) => number): number {
  return stretches.reduce((sum, stretch) => sum + figure(stretch), 0);
}

function percent(share: number | undefined): number | undefined {
  return share === undefined ? undefined : share * 100;
}
