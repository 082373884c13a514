/** Whatever happens to a scheduler in whatever order, its promises hold. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { slotGrid } from '../../../src/engine/schedule/slot.ts';
import type { ScheduledTarget } from '../../../src/engine/scheduled-target.ts';
import { type ObservedScheduler, observedScheduler, scheduledTarget } from '../../helpers/scheduled-runs.ts';
import { type VirtualTime, virtualTime } from '../../helpers/virtual-time.ts';

const maxConcurrent = 4;
const maxPerHost = 2;
const vantageName = 'here';

/** Ten targets on five hosts, with intervals from 400 ms to 100 s. */
const fleet = Array.from({ length: 10 }, (_, number) =>
  scheduledTarget(`https://host-${number % 5}.example/${number}`, {
    intervalMs: [400, 5000, 7000, 30_000, 100_000][number % 5] ?? 0,
    maxPerHost,
  }),
);

/** What may happen. Times are in milliseconds. */
type Step =
  | { readonly kind: 'advance' | 'freeze' | 'setWall'; readonly byMs: number }
  /** `chosen` are indices into the fleet. */
  | { readonly kind: 'update'; readonly chosen: readonly number[]; readonly timeoutMs: number };

const indices = fleet.map((_, index) => index);
const times = fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 400_000 }));
const update: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('update'),
  chosen: fc.subarray(indices),
  timeoutMs: fc.integer({ min: 1, max: 9 }),
});
const advance: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('advance'), byMs: times });
const freeze: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('freeze'), byMs: times });
const setWall: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('setWall'),
  byMs: fc.integer({ min: -4_000_000, max: 4_000_000 }),
});

interface World extends ObservedScheduler {
  readonly time: VirtualTime;
}

function world(durationMs: number, abortMs: number): World {
  const time = virtualTime();
  // Runs to one target in three outlast its interval.
  const habits = {
    durationMs: (text: string) => (/[258]$/u.test(text) ? durationMs * 20 : durationMs),
    abortMs,
  };
  return { time, ...observedScheduler(time, { maxConcurrent, vantageName, ...habits }) };
}

function checkLimits({ runs, scheduler, told }: World): void {
  const inFlight = runs.inFlight();
  expect(inFlight.length).toBeLessThanOrEqual(maxConcurrent);
  expect(scheduler.inFlight).toBe(inFlight.length);
  expect(new Set(inFlight).size).toBe(inFlight.length);
  for (const host of indices.slice(0, 5)) {
    const toHost = inFlight.filter((text) => text.includes(`host-${host}.`));
    expect(toHost.length).toBeLessThanOrEqual(maxPerHost);
  }
  expect(told.bugs).toEqual([]);
}

async function doStep({ time, scheduler }: World, step: Step): Promise<void> {
  switch (step.kind) {
    case 'advance':
      await time.advance(step.byMs);
      break;
    case 'freeze':
      await time.freeze(step.byMs);
      break;
    case 'setWall':
      time.setWallForward(step.byMs);
      break;
    case 'update':
      scheduler.update(chosenBy(step));
      await time.advance(0);
      break;
  }
}

function chosenBy({ chosen, timeoutMs }: Extract<Step, { kind: 'update' }>): readonly ScheduledTarget[] {
  return fleet.filter((_, index) => chosen.includes(index)).map((target) => ({ ...target, timeoutMs }));
}

/** What has been counted for a target, or how far that is from what it was. */
interface Count {
  readonly started: number;
  readonly skipped: number;
}

function countOf({ runs, told }: World, key: string): Count {
  return { started: runs.seen.filter(({ text }) => text === key).length, skipped: told.skipped(key) };
}

/** The slots of a target from one moment of the wall clock to another, both included. */
function slotsBetween(target: ScheduledTarget, fromMs: number, toMs: number): number {
  const { intervalMs, phaseMs } = slotGrid(target, vantageName);
  return Math.floor((toMs - phaseMs) / intervalMs) - Math.ceil((fromMs - phaseMs) / intervalMs) + 1;
}

/** When each target that is there now was added, and what had been counted for it by then. */
type Lives = Map<ScheduledTarget['key'], { readonly fromMs: number; readonly before: Count }>;

function noteUpdate(lives: Lives, step: Step, before: World): void {
  if (step.kind !== 'update') return;
  const keys = chosenBy(step).map(({ key }) => key);
  for (const key of lives.keys()) {
    if (!keys.includes(key)) lives.delete(key);
  }
  for (const key of keys) {
    if (!lives.has(key)) lives.set(key, { fromMs: before.time.clock.wallMs(), before: countOf(before, key) });
  }
}

/** Every slot was started, was counted as skipped, or waits. */
function checkSlots(lives: Lives, observed: World): void {
  let waiting = 0;
  for (const target of fleet) {
    const life = lives.get(target.key);
    if (life === undefined) continue;
    const { started, skipped } = countOf(observed, target.key);
    const done = started - life.before.started + skipped - life.before.skipped;
    const left = slotsBetween(target, life.fromMs, observed.time.clock.wallMs()) - done;
    expect([0, 1]).toContain(left);
    waiting += left;
  }
  expect(observed.scheduler.queueLength).toBe(waiting);
}

describe('in any order of updates, time and stops of the process', { timeout: 120_000 }, () => {
  test('no target overlaps itself, limits hold, and every slot is started, skipped or waiting', async () => {
    expect.hasAssertions();
    const steps = fc.array(fc.oneof({ weight: 3, arbitrary: advance }, update, freeze), { maxLength: 25 });
    const durations = fc.integer({ min: 0, max: 3000 });
    await fc.assert(
      fc.asyncProperty(
        steps,
        durations,
        fc.integer({ min: 0, max: 9000 }),
        async (all, durationMs, abortMs) => {
          const observed = world(durationMs, abortMs);
          const lives: Lives = new Map();
          for (const step of all) {
            noteUpdate(lives, step, observed);
            await doStep(observed, step);
            checkLimits(observed);
            checkSlots(lives, observed);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('and with a wall clock that is set, no target starts in less than nine tenths of its interval', async () => {
    const steps = fc.array(fc.oneof({ weight: 2, arbitrary: advance }, setWall), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const observed = world(0, 0);
        observed.scheduler.update(fleet);
        for (const step of all) {
          await doStep(observed, step);
          checkLimits(observed);
        }
        for (const { key, intervalMs } of fleet) {
          const starts = observed.runs.seen.filter(({ text }) => text === key).map(({ startMs }) => startMs);
          const gaps = starts.slice(1).map((startMs, index) => startMs - (starts[index] ?? NaN));
          const odd = gaps.filter((gap) => gap < 0.9 * intervalMs || gap > 1.1 * intervalMs);
          expect(odd).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('nothing runs, waits or is set after the stop', async () => {
    const steps = fc.array(fc.oneof({ weight: 2, arbitrary: advance }, update, freeze, setWall), {
      maxLength: 15,
    });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 0, max: 3000 }), async (all, durationMs) => {
        const observed = world(durationMs, 100);
        for (const step of all) await doStep(observed, step);
        const { scheduler, time, runs } = observed;
        const stopped = scheduler.stop(1000);
        const before = runs.seen.length;
        await time.advance(1100);
        await stopped;
        expect([scheduler.inFlight, scheduler.queueLength, time.timerCount()]).toEqual([0, 0, 0]);
        expect(runs.seen).toHaveLength(before);
      }),
      { numRuns: 40 },
    );
  });
});
