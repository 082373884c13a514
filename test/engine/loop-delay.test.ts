import { expect, test } from 'vitest';
import { createLoopDelay } from '../../src/engine/loop-delay.ts';
import { manualClock } from '../helpers/manual-clock.ts';

/** A loop delay whose ticks a test makes. */
function byHand() {
  const clock = manualClock();
  const ticks = new Set<() => void>();
  const seen: number[] = [];
  const loopDelay = createLoopDelay({
    clock,
    every: (_periodMs, tick) => {
      ticks.add(tick);
      return () => ticks.delete(tick);
    },
    onTick: (latenessMs) => void seen.push(latenessMs),
  });
  return {
    loopDelay,
    seen,
    timers: () => ticks.size,
    /** The timer fires after so many milliseconds. */
    tickAfter: (ms: number) => {
      clock.advance(ms);
      for (const tick of ticks) tick();
    },
    pass: (ms: number) => clock.advance(ms),
  };
}

test('gives the worst lateness while a run went on, and no earlier one', () => {
  const { loopDelay, tickAfter } = byHand();
  const first = loopDelay.watch();
  tickAfter(5);
  tickAfter(45);
  const second = loopDelay.watch();
  tickAfter(12);
  tickAfter(5);
  expect(second.end()).toBe(7);
  expect(first.end()).toBe(40);
});

test('counts a tick that is due and has not come', () => {
  const { loopDelay, pass } = byHand();
  const watch = loopDelay.watch();
  pass(30);
  expect(watch.end()).toBe(25);
});

test('is 0 for a run that ends before the first tick is due', () => {
  const { loopDelay, pass } = byHand();
  const watch = loopDelay.watch();
  pass(3);
  expect(watch.end()).toBe(0);
});

test('has one timer while somebody watches and none otherwise, and begins anew without old lateness', () => {
  const { loopDelay, timers, pass, seen, tickAfter } = byHand();
  expect(timers()).toBe(0);
  const watches = [loopDelay.watch(), loopDelay.watch()];
  expect(timers()).toBe(1);
  for (const watch of watches) watch.end();
  expect(timers()).toBe(0);
  pass(60_000);
  const later = loopDelay.watch();
  tickAfter(6);
  expect(later.end()).toBe(1);
  expect(seen).toEqual([1]);
});
