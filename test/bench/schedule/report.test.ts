import { expect, test } from 'vitest';
import type { Measured } from '../../../bench/schedule/measure.ts';
import type { SchedulePlan } from '../../../bench/schedule/options.ts';
import { reportJson, reportText } from '../../../bench/schedule/report.ts';

const goalPlan: SchedulePlan = {
  prober: 'http',
  targets: 10_000,
  intervalSeconds: 15,
  seconds: 20,
  scrapeEverySeconds: 10,
};

const counted = (runs: number, late: number) => ({
  lateness: [
    { upperBoundMs: 10, count: runs - late },
    { upperBoundMs: 25, count: 0 },
    { upperBoundMs: 50, count: late },
  ],
  skipped: new Map([['overrun', 0]]),
});

/** Two stretches between scrapes and one scrape of each kind: 0.2 s of CPU a second, and more by 0.5 s a scrape. */
function measured(plan: SchedulePlan): Measured {
  const quiet = { seconds: 10, cpuSeconds: 2, counts: counted(6000, 0) };
  const scrape = { durationMs: 900, bytes: 137e6, coding: 'plain' } as const;
  return {
    plan,
    stretches: [
      quiet,
      { seconds: 1, cpuSeconds: 0.7, counts: counted(600, 6), scrape },
      quiet,
      { seconds: 1, cpuSeconds: 0.7, counts: counted(600, 0), scrape: { ...scrape, coding: 'gzip' } },
    ],
    memory: [200e6, 240e6, 250e6, 260e6].map((y, x) => ({ x, y })),
    idleTimerMs: 0.6,
    bareSocketUs: 55,
  };
}

/** A row of the table by its name. */
const row = (text: string, name: string) =>
  text
    .split('\n')
    .find((line) => line.startsWith(`| ${name} `))
    ?.split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());

test('shows what is to be reached beside the load that it is said of', () => {
  const text = reportText([measured(goalPlan)]);
  expect(text.split('\n')[0]).toMatch(/10,000 http every 15 s \| +to reach/);
  expect(row(text, 'CPU, % of one core')).toEqual(['20.0', 'at most 60']);
  expect(row(text, 'the same with a scrape every 10 s')).toEqual(['24.5', '']);
  expect(row(text, 'CPU per run, µs')).toEqual(['333', '']);
  expect(row(text, 'CPU per target and interval, µs')).toEqual(['300', '']);
  expect(row(text, 'slots skipped: overrun')).toEqual(['0', 'none']);
  expect(row(text, 'scrape, plain, CPU, ms')).toEqual(['500', '']);
  expect(row(text, 'starts during scrapes late by more than 25 ms, %')).toEqual(['0.500', 'as between']);
  expect(row(text, 'starts between scrapes late by more than 25 ms, %')).toEqual(['0.000', '']);
  expect(row(text, 'RSS, growth per minute in the second half, MB')).toEqual(['10.0', 'about 0']);
});

test('compares sizes, without the figures that are to be reached by another load', () => {
  const sizes = [
    { targets: 1000, intervalSeconds: 15 },
    { targets: 2000, intervalSeconds: 15 },
    { targets: 4000, intervalSeconds: 30 },
  ].map((size): SchedulePlan => ({ ...size, prober: 'tcp', seconds: 20 }));
  const text = reportText(sizes.map(measured));
  expect(row(text, 'CPU per target and interval, µs')).toEqual(['3,000', '1,500', '1,500']);
  expect(row(text, 'CPU of a bare socket at this pace, µs')).toEqual(['55', '55', '55']);
  expect(text).not.toContain('at most 60');
  expect(text).not.toContain('scrape');
  expect(text).toContain('At 133 runs a second the dearest target costs 0 % more than the cheapest');
  expect(text).not.toContain('At 67 runs');
});

test('has every figure for programs, null where there is none', () => {
  const [first] = [measured({ ...goalPlan, targets: 5 })].map((each) => ({ ...each, memory: [] }));
  expect(first && reportJson([first])).toMatchObject([
    { plan: { targets: 5 }, figures: { 'runs per second': 600, 'RSS at the end, MB': null } },
  ]);
});
