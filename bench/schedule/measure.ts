import { setTimeout as sleep } from 'node:timers/promises';
import type { Exporter } from '../exporter.ts';
import type { HelperProcess } from '../helper-process.ts';
import { monotonicMs } from '../monotonic.ts';
import { usageOf } from '../process-usage.ts';
import type { Point } from '../statistics.ts';
import { countsBetween, type StartCounts } from './counts.ts';
import type { SchedulePlan } from './options.ts';
import { type Coding, type Scrape, scrapeAll, scrapeCounts } from './scrape.ts';
import { timerLateness } from './timer-messages.ts';

/** A part of the time, either one scrape of the whole page long or between two. */
export interface Stretch {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly counts: StartCounts;
  /** Absent between scrapes. */
  readonly scrape?: Scrape & { readonly coding: Coding };
}

/** What was measured of one plan. */
export interface Measured {
  readonly plan: SchedulePlan;
  readonly stretches: readonly Stretch[];
  /** Resident bytes by minutes. */
  readonly memory: readonly Point[];
  /** How late 99 % of the timers of a process that does nothing came meanwhile. */
  readonly idleTimerMs: number;
  /** Processor time of a bare socket at the same pace, in microseconds. */
  readonly bareSocketUs: number;
}

/** Where a stretch begins or ends. */
interface Border {
  readonly atMs: number;
  readonly cpuSeconds: number;
  readonly counts: StartCounts;
}

const warmUpRuns = 5000;

const memoryEveryMs = 1000;

const patienceMs = 15_000;

/** What is measured, and a process beside it that does nothing but timers. */
export interface Measurement {
  readonly exporter: Exporter;
  readonly timers: HelperProcess;
}

/** Measures an exporter that has just been started: as long as planned, once it is warm. */
export async function measure(
  { exporter, timers }: Measurement,
  plan: SchedulePlan,
): Promise<Omit<Measured, 'bareSocketUs'>> {
  const { port } = exporter;
  await sleep(warmUpSeconds(plan) * 1000);
  if (plan.scrapeEverySeconds !== undefined) {
    await scrapeAll(port, 'plain');
    await scrapeAll(port, 'gzip');
  }
  using memory = watchMemory(exporter.pid);
  const { seconds } = plan;
  const [stretches, { p99Ms }] = await Promise.all([
    measureStretches(exporter, plan),
    timers.ask({ seconds }, { answer: timerLateness, withinMs: seconds * 1000 + patienceMs }),
  ]);
  return { plan, stretches, memory: memory.points, idleTimerMs: p99Ms };
}

/**
 * At least two intervals, as the first one's results only fill the memory that the second one's take over, and enough runs for
 * the code that runs them to be compiled: few targets take longer.
 */
function warmUpSeconds({ targets, intervalSeconds }: SchedulePlan): number {
  return Math.max(2, warmUpRuns / targets) * intervalSeconds;
}

async function measureStretches(exporter: Exporter, plan: SchedulePlan): Promise<readonly Stretch[]> {
  const { seconds, scrapeEverySeconds = seconds } = plan;
  const stretches: Stretch[] = [];
  let last = await borderOf(exporter);
  const startMs = last.atMs;
  const next = async (scrape?: Stretch['scrape']): Promise<void> => {
    const now = await borderOf(exporter);
    stretches.push({
      seconds: (now.atMs - last.atMs) / 1000,
      cpuSeconds: now.cpuSeconds - last.cpuSeconds,
      counts: countsBetween(last.counts, now.counts),
      ...(scrape && { scrape }),
    });
    last = now;
  };
  for (let at = scrapeEverySeconds; at <= seconds; at += scrapeEverySeconds) {
    await sleep(Math.max(0, startMs + at * 1000 - monotonicMs()));
    await next();
    if (plan.scrapeEverySeconds === undefined) continue;
    const coding = stretches.filter(({ scrape }) => scrape).length % 2 === 0 ? 'plain' : 'gzip';
    await next({ ...(await scrapeAll(exporter.port, coding)), coding });
  }
  return stretches;
}

async function borderOf({ pid, port }: Exporter): Promise<Border> {
  const counts = await scrapeCounts(port);
  return { atMs: monotonicMs(), cpuSeconds: usageOf(pid).cpuSeconds, counts };
}

function watchMemory(pid: number): Disposable & { readonly points: readonly Point[] } {
  const points: Point[] = [];
  const look = () => {
    points.push({ x: monotonicMs() / 60_000, y: usageOf(pid).residentBytes });
  };
  look();
  const timer = setInterval(look, memoryEveryMs);
  return { points, [Symbol.dispose]: () => clearInterval(timer) };
}
