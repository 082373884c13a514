import { expect, test } from 'vitest';
import {
  countsBetween,
  latenessQuantileMs,
  laterThan,
  parseStartCounts,
  runsOf,
  type StartCounts,
  totalCounts,
} from '../../../bench/schedule/counts.ts';

const page = `# HELP vantage_schedule_start_lateness_seconds Time from a target's slot to the start of its run, in seconds.
# TYPE vantage_schedule_start_lateness_seconds histogram
vantage_schedule_start_lateness_seconds_bucket{job="bench",le="0.001"} 60
vantage_schedule_start_lateness_seconds_bucket{job="bench",le="0.0025"} 90
vantage_schedule_start_lateness_seconds_bucket{job="bench",le="0.025"} 99
vantage_schedule_start_lateness_seconds_bucket{job="bench",le="+Inf"} 100
vantage_schedule_start_lateness_seconds_sum{job="bench"} 0.2
vantage_schedule_start_lateness_seconds_count{job="bench"} 100
vantage_schedule_skipped_total{job="bench",cause="overrun"} 2
vantage_schedule_skipped_total{job="bench",cause="suspended"} 0
`;

const counts: StartCounts = {
  lateness: [
    { upperBoundMs: 1, count: 60 },
    { upperBoundMs: 2.5, count: 30 },
    { upperBoundMs: 25, count: 9 },
    { upperBoundMs: Number.POSITIVE_INFINITY, count: 1 },
  ],
  skipped: new Map([
    ['overrun', 2],
    ['suspended', 0],
  ]),
};

test('reads what Vantage counted, bucket by bucket', () => {
  expect(parseStartCounts(page)).toEqual(counts);
  expect(runsOf(counts)).toBe(100);
});

test('tells what was counted between two moments, and adds it up again', () => {
  const none = countsBetween(counts, counts);
  expect(runsOf(none)).toBe(0);
  const twice = totalCounts([counts, none, counts]);
  expect(twice?.skipped.get('overrun')).toBe(4);
  expect(twice && countsBetween(counts, twice)).toEqual(counts);
  expect(totalCounts([])).toBeUndefined();
});

test.each([
  { fraction: 0.3, expected: 0.5 },
  { fraction: 0.6, expected: 1 },
  { fraction: 0.75, expected: 1.75 },
  { fraction: 0.99, expected: 25 },
  { fraction: 1, expected: Number.POSITIVE_INFINITY },
])('finds the lateness that $fraction of all starts do not exceed', ({ fraction, expected }) => {
  expect(latenessQuantileMs(counts, fraction)).toBeCloseTo(expected, 9);
});

test('knows no lateness without runs', () => {
  expect(latenessQuantileMs(countsBetween(counts, counts), 0.99)).toBeUndefined();
});

test('counts the starts beyond a bound', () => {
  expect(laterThan(counts, 2.5)).toBe(10);
});
