import { expect, test } from 'vitest';
import { waterfall } from '../../../src/cli/view/waterfall.ts';

test('draws phases in their order, to one scale, each from where the last one ended', () => {
  const phases = { transfer: 10, processing: 40, resolve: 10, connect: 20, tls: 20 };
  expect(waterfall({ phases, totalMs: 100 }, 44)).toEqual([
    '  resolve      10.0 ms  ██',
    '  connect      20.0 ms    ████',
    '  tls          20.0 ms        ████',
    '  processing   40.0 ms            ████████',
    '  transfer     10.0 ms                    ██',
    '  total       100.0 ms  ████████████████████',
  ]);
});

test('leaves room at the end for time that belongs to no phase', () => {
  expect(waterfall({ phases: { connect: 50 }, totalMs: 100 }, 33)).toEqual([
    '  connect   50.0 ms  ██████',
    '  total    100.0 ms  ████████████',
  ]);
});

test('shows a phase too short for the scale as one cell inside the picture', () => {
  expect(waterfall({ phases: { connect: 100, transfer: 0.001 }, totalMs: 100 }, 34)).toEqual([
    '  connect   100.0 ms  ████████████',
    '  transfer    0.0 ms             █',
    '  total     100.0 ms  ████████████',
  ]);
});

test('shows the whole alone when no phase happened', () => {
  expect(waterfall({ phases: {}, totalMs: 3 }, 27)).toEqual(['  total  3.0 ms  ██████████']);
});

test('draws nothing for a run that took no time', () => {
  expect(waterfall({ phases: {}, totalMs: 0 }, 60)).toEqual(['  total  0.0 ms']);
});

test.each([60, 80, 100, 500])('fits %d columns', (columns) => {
  const phases = { resolve: 12_345.6, processing: 98_765.4, transfer: 1 };
  const lines = waterfall({ phases, totalMs: 120_000 }, columns);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
});
