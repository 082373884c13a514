import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ClockReading,
  dueSlot,
  firstSlot,
  movedSlot,
  type SlotGrid,
  slotAfter,
  slotGrid,
} from '../../../src/engine/schedule/slot.ts';
import { fakeModule } from '../../helpers/fake-prober.ts';
import { scheduledTarget } from '../../helpers/scheduled-runs.ts';

const target = scheduledTarget('https://shop.example/');
const grid: SlotGrid = { intervalMs: 30_000, phaseMs: 7000 };
/** A moment at which the wall clock shows 400 and the monotonic clock 100 s. */
const now: ClockReading = { monotonicMs: 100_000, wallMs: 400_000 };

describe('slotGrid', () => {
  test('puts a target into the same place in every release', () => {
    expect(slotGrid(target, 'here')).toEqual({ intervalMs: 30_000, phaseMs: 21_380 });
  });

  test('does not mind labels, time-outs, limits and options', () => {
    const changed = { ...target, key: 'other', labels: { tier: '1' }, timeoutMs: 1, maxPerHost: 1 };
    expect(slotGrid(changed, 'here')).toEqual(slotGrid(target, 'here'));
  });

  test.each([
    { name: 'another vantage point', changes: {}, vantage: 'there' },
    { name: 'another job', changes: { jobName: 'partners' }, vantage: 'here' },
    { name: 'another target', changes: { target: { text: 'https://shop.example/a' } }, vantage: 'here' },
    { name: 'another module', changes: { module: fakeModule('other') }, vantage: 'here' },
    {
      name: 'another host name',
      changes: { target: { ...target.target, hostname: 'a.example' } },
      vantage: 'here',
    },
  ])('has another place for $name', ({ changes, vantage }) => {
    expect(slotGrid({ ...target, ...changes }, vantage).phaseMs).not.toBe(slotGrid(target, 'here').phaseMs);
  });

  test('keeps the place within the interval when the interval changes', () => {
    const { phaseMs } = slotGrid(target, 'here');
    expect(slotGrid({ ...target, intervalMs: 60_000 }, 'here').phaseMs).toBeCloseTo(2 * phaseMs, -1);
  });

  test('spreads 30,000 targets evenly over the interval', () => {
    const perSecond = Array.from({ length: 30 }, () => 0);
    for (let number = 0; number < 30_000; number += 1) {
      const { phaseMs } = slotGrid(scheduledTarget(`https://host-${number}.example/`), 'here');
      const second = Math.floor(phaseMs / 1000);
      perSecond[second] = (perSecond[second] ?? 0) + 1;
    }
    expect(perSecond).toHaveLength(30);
    expect(Math.min(...perSecond)).toBeGreaterThan(900);
    expect(Math.max(...perSecond)).toBeLessThan(1100);
  });
});

describe('firstSlot', () => {
  test('is on the grid, not over, and at most an interval away', () => {
    const moments = fc.integer({ min: 0, max: 2 ** 41 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 32 }),
        moments,
        moments,
        (intervalMs, wallMs, monotonicMs) => {
          const phaseMs = intervalMs >>> 1;
          const { atMs, number } = firstSlot({ intervalMs, phaseMs }, { wallMs, monotonicMs });
          const aheadMs = atMs - monotonicMs;
          expect(wallMs + aheadMs).toBe(phaseMs + (number ?? NaN) * intervalMs);
          expect(aheadMs).toBeGreaterThanOrEqual(0);
          expect(aheadMs).toBeLessThan(intervalMs);
        },
      ),
    );
  });
});

describe('movedSlot', () => {
  test.each([
    { name: 'the first one of the new grid', pendingMs: 150_000, slot: { atMs: 127_000, number: 14 } },
    {
      name: 'the pending one when it comes first',
      pendingMs: 126_000,
      slot: { atMs: 126_000, number: undefined },
    },
  ])('is $name', ({ pendingMs, slot }) => {
    expect(movedSlot({ atMs: pendingMs, number: 3 }, grid, now)).toEqual(slot);
  });
});

describe('dueSlot', () => {
  test.each([
    { name: 'this very moment', lateMs: 0, missed: 0, lastLateMs: 0, tooLate: false },
    { name: 'a second ago', lateMs: 1000, missed: 0, lastLateMs: 1000, tooLate: false },
    { name: 'more than a second ago', lateMs: 1001, missed: 0, lastLateMs: 1001, tooLate: true },
    { name: 'an interval ago', lateMs: 30_000, missed: 1, lastLateMs: 0, tooLate: false },
    { name: 'an hour ago', lateMs: 3_605_000, missed: 120, lastLateMs: 5000, tooLate: true },
  ])('sees a slot of $name', ({ lateMs, missed, lastLateMs, tooLate }) => {
    expect(dueSlot({ atMs: now.monotonicMs - lateMs, number: 10 }, grid, now)).toEqual({
      slot: { atMs: now.monotonicMs - lastLateMs, number: 10 + missed },
      missed,
      tooLate,
    });
  });

  test.each([
    { lateMs: 36_000, tooLate: false },
    { lateMs: 36_001, tooLate: true },
  ])('allows a hundredth of a long interval: $lateMs ms of an hour', ({ lateMs, tooLate }) => {
    const hourly = { intervalMs: 3_600_000, phaseMs: 0 };
    expect(dueSlot({ atMs: now.monotonicMs - lateMs, number: 1 }, hourly, now).tooLate).toBe(tooLate);
  });
});

describe('slotAfter', () => {
  // By the wall clock, slot 13 of the grid is at 397 s: at 97 s of the monotonic one.
  const slot = { atMs: 97_000, number: 13 };

  test.each([
    { name: 'nothing', setMs: 0, atMs: 127_000, number: 14, passedOver: 0 },
    { name: 'the noise of clocks', setMs: 9, atMs: 127_000, number: 14, passedOver: 0 },
    { name: 'a little', setMs: 200, atMs: 126_800, number: 14, passedOver: 0 },
    { name: 'a little back', setMs: -200, atMs: 127_200, number: 14, passedOver: 0 },
    { name: 'a third of the interval', setMs: 10_000, atMs: 124_000, number: 14, passedOver: 0 },
    { name: 'two thirds of it', setMs: 20_000, atMs: 130_000, number: 15, passedOver: 1 },
    { name: 'two thirds of it back', setMs: -20_000, atMs: 124_000, number: 13, passedOver: 0 },
    { name: 'an hour', setMs: 3_600_000, atMs: 127_000, number: 134, passedOver: 120 },
    { name: 'an hour back', setMs: -3_600_000, atMs: 127_000, number: -106, passedOver: 0 },
  ])('comes an interval later, moved by at most a tenth, when the wall clock was set by $name', (row) => {
    const { setMs, atMs, number, passedOver } = row;
    const set = { ...now, wallMs: now.wallMs + setMs };
    expect(slotAfter(slot, grid, set)).toEqual({ slot: { atMs, number }, passedOver });
  });

  test('is exactly an interval later a million times, on clocks that tick at different moments', () => {
    const start = { monotonicMs: 1234.567891, wallMs: 1_700_000_000_000.891 };
    const passed = (byMs: number) => ({
      monotonicMs: start.monotonicMs + byMs,
      wallMs: Math.floor(start.wallMs + byMs),
    });
    const first = firstSlot(grid, passed(0));
    let last = first;
    for (let count = 0; count < 1_000_000; count += 1) {
      const lateMs = (count * 0.37) % 5;
      last = slotAfter(last, grid, passed(last.atMs - start.monotonicMs + lateMs)).slot;
    }
    expect(last.number).toBe((first.number ?? NaN) + 1_000_000);
    expect(last.atMs - first.atMs).toBeCloseTo(1_000_000 * grid.intervalMs, 3);
  });

  test('is on the grid at once after a slot of another grid', () => {
    const left = { atMs: 85_000, number: undefined };
    expect(slotAfter(left, grid, now)).toEqual({ slot: { atMs: 127_000, number: 14 }, passedOver: 0 });
  });
});
