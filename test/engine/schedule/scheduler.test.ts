import { describe, expect, test } from 'vitest';
import { createScheduler } from '../../../src/engine/schedule/scheduler.ts';
import { slotGrid } from '../../../src/engine/schedule/slot.ts';
import type { ScheduledTarget } from '../../../src/engine/scheduled-target.ts';
import { fakeModule, fakeResult } from '../../helpers/fake-prober.ts';
import {
  observedScheduler,
  recordingEvents,
  type SeenRun,
  scheduledTarget,
} from '../../helpers/scheduled-runs.ts';
import { virtualTime } from '../../helpers/virtual-time.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

const target = scheduledTarget('https://shop.example/');

function fleet(size: number, changes: Partial<ScheduledTarget> = {}): readonly ScheduledTarget[] {
  return Array.from({ length: size }, (_, number) =>
    scheduledTarget(`https://host-${number}.example/`, changes),
  );
}

/** How far a run began behind the last slot of its target, by the wall clock. */
function behindSlotMs({ startWallMs }: SeenRun, { intervalMs }: ScheduledTarget, phaseMs: number): number {
  return (startWallMs - phaseMs) % intervalMs;
}

/** The times between the starts of one target, by the monotonic clock. */
function gapsOf(runs: readonly SeenRun[]): readonly number[] {
  return runs.slice(1).map(({ startMs }, index) => startMs - (runs[index]?.startMs ?? NaN));
}

describe('a target', () => {
  test.each([
    { name: 'now', startWallMs: 1_700_000_000_000 },
    { name: 'a moment later', startWallMs: 1_700_000_000_777 },
    { name: 'after a restart next year', startWallMs: 1_731_234_567_891 },
  ])('starts in its slot and then at every interval, beginning $name', async ({ startWallMs }) => {
    const time = virtualTime({ startWallMs });
    const { scheduler, runs } = observedScheduler(time);
    scheduler.update([target]);
    await time.advance(5 * minute);
    const { phaseMs } = slotGrid(target, 'here');
    expect(runs.seen.map((run) => behindSlotMs(run, target, phaseMs))).toEqual(Array(10).fill(0));
    expect(gapsOf(runs.seen)).toEqual(Array(9).fill(30 * second));
  });

  test('has its run told with the module, the time and what is known of its start', async () => {
    const time = virtualTime();
    const { scheduler, runs, told } = observedScheduler(time, { durationMs: () => 2500 });
    scheduler.update([target]);
    await time.advance(20 * second);
    expect(runs.seen.map(({ request: { signal, ...request } }) => [request, signal?.aborted])).toEqual([
      [{ module: target.module, target: target.target, timeoutMs: 10_000 }, false],
    ]);
    expect(told.results).toEqual([
      {
        target,
        result: fakeResult({ target: target.target, timeoutMs: 10_000 }),
        runId: `0${(1_700_000_001_380).toString(36)}-0000`,
        latenessMs: 0,
        queuedMs: 0,
      },
    ]);
  });

  test('does not drift in 100,000 intervals whose timers come early and late', async () => {
    const time = virtualTime({ timerError: (nth) => [-1, 0.4, -0.6, 1, 0.25][nth % 5] ?? 0 });
    const { scheduler, runs, told } = observedScheduler(time);
    scheduler.update([target]);
    await time.advance(100_000 * 30 * second);
    const { phaseMs } = slotGrid(target, 'here');
    expect(runs.seen).toHaveLength(100_000);
    const behind = runs.seen.map((run) => behindSlotMs(run, target, phaseMs));
    expect(Math.max(...behind.slice(-1000))).toBeLessThanOrEqual(2);
    const latenesses = told.results.map(({ latenessMs }) => latenessMs);
    expect(latenesses.reduce((most, each) => Math.max(most, each), 0)).toBeLessThanOrEqual(2);
    expect(latenesses.reduce((least, each) => Math.min(least, each), 0)).toBe(0);
    expect(told.skipped(target.key)).toBe(0);
  }, 120_000);

  test('never overlaps itself: a slot that comes during the run before is skipped', async () => {
    const time = virtualTime();
    const { scheduler, runs, told } = observedScheduler(time, { durationMs: () => 45 * second });
    scheduler.update([target]);
    await time.advance(10 * minute);
    expect(gapsOf(runs.seen)).toEqual(Array(9).fill(minute));
    expect(told.skipped(target.key, 'overrun')).toBe(10);
    expect(told.skipped(target.key)).toBe(10);
  });

  test('may have an interval that is too long for a timer', async () => {
    const time = virtualTime();
    const { scheduler, runs } = observedScheduler(time);
    const yearly = { ...target, intervalMs: 365 * 24 * hour };
    scheduler.update([yearly]);
    await time.advance(2 * yearly.intervalMs);
    expect(gapsOf(runs.seen)).toEqual([yearly.intervalMs]);
  });
});

describe('30,000 targets', () => {
  test('share one timer, and start evenly', async () => {
    const time = virtualTime();
    const { scheduler, runs } = observedScheduler(time, { maxConcurrent: 30_000 });
    expect(time.timerCount()).toBe(0);
    const startMs = time.clock.monotonicMs();
    scheduler.update(fleet(30_000));
    expect(time.timerCount()).toBe(1);
    await time.advance(30 * second - 1);
    expect(time.timerCount()).toBe(1);
    const perSecond = Array.from({ length: 30 }, () => 0);
    for (const run of runs.seen) {
      const at = Math.floor((run.startMs - startMs) / second);
      perSecond[at] = (perSecond[at] ?? 0) + 1;
    }
    expect(runs.seen).toHaveLength(30_000);
    expect(Math.min(...perSecond)).toBeGreaterThan(900);
    expect(Math.max(...perSecond)).toBeLessThan(1100);
    scheduler.update([]);
    expect(time.timerCount()).toBe(0);
  }, 120_000);
});

describe('too many runs', () => {
  test('wait in the order of their slots, which is no part of the run', async () => {
    const time = virtualTime();
    const { scheduler, runs, told } = observedScheduler(time, { maxConcurrent: 1, durationMs: () => 2000 });
    scheduler.update(fleet(10));
    await time.freeze(0);
    const order = fleet(10)
      .map(({ target: { text } }, index) => ({
        text,
        phaseMs: slotGrid(fleet(10)[index] ?? target, 'here').phaseMs,
      }))
      .map(({ text, phaseMs }) => ({
        text,
        phaseMs: (phaseMs + 30_000 - (1_700_000_000_000 % 30_000)) % 30_000,
      }))
      .sort((left, right) => left.phaseMs - right.phaseMs)
      .map(({ text }) => text);
    await time.advance(60 * second);
    expect(runs.seen.slice(0, 10).map(({ text }) => text)).toEqual(order);
    const queued = told.results.filter(({ queuedMs }) => queuedMs > 0);
    expect(queued.length).toBeGreaterThan(0);
    expect(told.results.map(({ latenessMs, queuedMs }) => latenessMs - queuedMs)).toEqual(
      told.results.map(() => 0),
    );
  });

  test('are skipped when their next slot comes, and start when there is a place', async () => {
    const time = virtualTime();
    const { scheduler, runs, told } = observedScheduler(time, {
      maxConcurrent: 1,
      durationMs: (text) => (text === 'slow.example' ? 5 * minute : 0),
    });
    const slow = scheduledTarget('slow.example', { intervalMs: hour });
    scheduler.update([slow]);
    await time.advance(hour);
    await time.advance(slotGrid(slow, 'here').phaseMs - ((1_700_000_000_000 + hour) % hour) + hour);
    expect(runs.inFlight()).toEqual(['slow.example']);
    const before = runs.seen.length;
    scheduler.update([slow, ...fleet(10)]);
    await time.advance(5 * minute - 1);
    expect([runs.seen.length, scheduler.queueLength]).toEqual([before, 10]);
    expect(fleet(10).map(({ key }) => told.skipped(key, 'saturation'))).toEqual(Array(10).fill(9));
    await time.advance(1);
    expect([runs.seen.length, scheduler.queueLength]).toEqual([before + 10, 0]);
    expect(Math.max(...told.results.map(({ latenessMs }) => latenessMs))).toBeLessThan(30 * second);
  });

  test('are treated alike, however long the queue is', async () => {
    const time = virtualTime();
    const { scheduler, runs, told } = observedScheduler(time, {
      maxConcurrent: 1,
      durationMs: () => 25 * second,
    });
    const targets = fleet(10);
    scheduler.update(targets);
    await time.advance(120 * 30 * second - 1);
    const skipped = targets.reduce((sum, { key }) => sum + told.skipped(key), 0);
    expect(runs.seen.length + skipped + scheduler.queueLength).toBe(10 * 120);
    // There is time for 144 runs: 14 or 15 a target.
    const starts = targets.map(({ key }) => runs.seen.filter(({ text }) => text === key).length);
    expect(new Set(starts)).toEqual(new Set([14, 15]));
    expect(Math.max(...told.results.map(({ queuedMs }) => queuedMs))).toBeLessThan(30 * second);
  });

  test('to one host wait for each other without holding up what goes elsewhere', async () => {
    const time = virtualTime();
    const { scheduler, runs, told } = observedScheduler(time, { durationMs: () => 8 * second });
    const crowded = [1, 2, 3].map((number) =>
      scheduledTarget(`https://a.example/${number}`, { maxPerHost: 1 }),
    );
    const others = fleet(20, { maxPerHost: 1 });
    scheduler.update([...crowded, ...others]);
    let most = 0;
    for (let step = 0; step < 120; step += 1) {
      await time.advance(second);
      most = Math.max(most, runs.inFlight().filter((text) => text.includes('a.example')).length);
    }
    expect(most).toBe(1);
    const waits = (isCrowded: boolean) =>
      told.results
        .filter((result) => result.target.key.includes('a.example') === isCrowded)
        .map(({ queuedMs }) => queuedMs);
    expect(Math.max(...waits(true))).toBeGreaterThan(0);
    expect(Math.max(...waits(false))).toBe(0);
    expect([...crowded, ...others].filter(({ key }) => told.skipped(key) > 0)).toEqual([]);
    expect(crowded.every(({ key }) => runs.seen.filter(({ text }) => text === key).length >= 3)).toBe(true);
  });
});

describe('a process that did not run for three hours', () => {
  const targets = fleet(300);
  const slotsMissed = (3 * hour) / (30 * second);

  test.each([
    { name: 'stopped, both clocks going on', stop: 'freeze' },
    { name: 'on a machine that slept, its monotonic clock standing still', stop: 'sleep' },
  ])('starts nothing at once and counts what it missed: $name', async ({ stop }) => {
    const time = virtualTime();
    const { scheduler, runs, told } = observedScheduler(time);
    scheduler.update(targets);
    await time.advance(10 * minute - 1);
    expect(runs.seen).toHaveLength(20 * targets.length);
    if (stop === 'freeze') await time.freeze(3 * hour);
    else time.setWallForward(3 * hour);
    // At most the slots of the last second.
    expect(runs.seen.length).toBeLessThan(20 * targets.length + 30);
    await time.advance(10 * minute);
    expect(targets.map(({ key }) => told.skipped(key, 'suspended'))).toEqual(
      targets.map(({ key }) => {
        const started = runs.seen.filter(({ text }) => text === key).length;
        return 40 + slotsMissed - started;
      }),
    );
    const { phaseMs } = slotGrid(target, 'here');
    scheduler.update([target]);
    const before = runs.seen.length;
    await time.advance(minute);
    expect(runs.seen.slice(before).map((run) => behindSlotMs(run, target, phaseMs))).toEqual([0, 0]);
  });

  test('does not start what waited meanwhile', async () => {
    const time = virtualTime();
    const { scheduler, runs, told } = observedScheduler(time, {
      maxConcurrent: 1,
      durationMs: () => 9 * second,
    });
    scheduler.update(fleet(30));
    await time.advance(minute);
    const { queueLength } = scheduler;
    expect(queueLength).toBeGreaterThan(10);
    const before = runs.seen.length;
    await time.freeze(3 * hour);
    expect(runs.seen.length - before).toBeLessThanOrEqual(1);
    expect(scheduler.queueLength).toBeLessThan(5);
    const skipped = fleet(30).reduce((sum, { key }) => sum + told.skipped(key), 0);
    expect(skipped + runs.seen.length + scheduler.queueLength).toBe(30 * (2 + slotsMissed));
  });

  test('starts late what came during a busy second', async () => {
    const time = virtualTime();
    const { scheduler, runs, told } = observedScheduler(time);
    scheduler.update(targets);
    await time.advance(minute - 1);
    await time.freeze(900);
    await time.advance(minute - 900);
    expect(runs.seen).toHaveLength(4 * targets.length);
    expect(Math.max(...told.results.map(({ latenessMs }) => latenessMs))).toBeGreaterThan(800);
    expect(Math.max(...told.results.map(({ latenessMs }) => latenessMs))).toBeLessThanOrEqual(900);
  });
});

describe('a wall clock that is set', () => {
  // An hour is 8 intervals and 4 minutes.
  const intervalMs = 7 * minute;
  const targets = fleet(200, { intervalMs });

  test.each([
    { name: 'an hour forward', byMs: hour, passedOver: 9, repeated: 0 },
    { name: 'an hour back', byMs: -hour, passedOver: 0, repeated: 9 },
    { name: 'a second forward', byMs: second, passedOver: 0, repeated: 0 },
    { name: 'a second back', byMs: -second, passedOver: 0, repeated: 0 },
  ])('brings neither burst nor hole when it is set by $name', async (row) => {
    const { byMs, passedOver, repeated } = row;
    const time = virtualTime();
    const { scheduler, runs, told } = observedScheduler(time);
    scheduler.update(targets);
    await time.advance(3 * intervalMs);
    time.setWallForward(byMs);
    await time.advance(12 * intervalMs);
    const runsOf = (key: string) => runs.seen.filter(({ text }) => text === key);
    const gaps = targets.flatMap(({ key }) => gapsOf(runsOf(key)));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0.9 * intervalMs);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(1.1 * intervalMs);
    const offGrid = targets.filter((each) => {
      const last = runsOf(each.key).at(-1);
      return last === undefined || behindSlotMs(last, each, slotGrid(each, 'here').phaseMs) > 1;
    });
    expect(offGrid).toEqual([]);
    expect(new Set(targets.map(({ key }) => told.skipped(key, 'suspended')))).toEqual(new Set([passedOver]));
    expect(new Set(targets.map(({ key }) => told.skipped(key)))).toEqual(new Set([passedOver]));
    const slotNumber = (run: SeenRun | undefined, each: ScheduledTarget): number =>
      Math.round(((run?.startWallMs ?? NaN) - slotGrid(each, 'here').phaseMs) / intervalMs);
    for (const each of targets) {
      const starts = runsOf(each.key);
      const slots = 1 + slotNumber(starts.at(-1), each) - slotNumber(starts[0], each);
      expect(starts.length + passedOver - repeated).toBe(slots);
    }
  });

  test.each([500e-6, -500e-6])('is followed when NTP slews it by %d', async (wallGain) => {
    const time = virtualTime({ wallGain });
    const { scheduler, runs, told } = observedScheduler(time);
    scheduler.update([target]);
    await time.advance(24 * hour);
    const { phaseMs } = slotGrid(target, 'here');
    const off = runs.seen.map((run) => {
      const behindMs = behindSlotMs(run, target, phaseMs);
      return Math.min(behindMs, target.intervalMs - behindMs);
    });
    expect(Math.max(...off)).toBeLessThan(30);
    expect(Math.max(...gapsOf(runs.seen).map((gap) => Math.abs(gap - target.intervalMs)))).toBeLessThan(30);
    expect(told.skipped(target.key)).toBe(0);
  });
});

describe('an update', () => {
  test('keeps slots and runs in flight, and takes changes over at the next start', async () => {
    const time = virtualTime();
    const { scheduler, runs, told } = observedScheduler(time, { durationMs: () => 20 * second });
    scheduler.update([target]);
    await time.advance(45 * second);
    const before = runs.seen.length;
    expect(runs.inFlight()).toHaveLength(1);
    const changed = { ...target, timeoutMs: 4000, module: fakeModule('changed'), labels: { tier: '1' } };
    scheduler.update([changed, ...fleet(5)]);
    await time.advance(30 * second);
    const ours = runs.seen.filter(({ text }) => text === target.key);
    expect(before).toBe(2);
    expect(ours.map(({ request }) => [request.module.name, request.timeoutMs])).toEqual([
      ['web', 10_000],
      ['web', 10_000],
      ['changed', 4000],
    ]);
    expect(new Set(gapsOf(ours))).toEqual(new Set([30 * second]));
    expect(ours.map(({ request }) => request.signal?.aborted)).toEqual(ours.map(() => false));
    const published = told.results.filter((each) => each.target.key === target.key);
    expect(published.map((each) => each.target.module.name)).toEqual(['web', 'web']);
  });

  test('lets a start that waits begin with what has changed', async () => {
    const time = virtualTime();
    const { scheduler, runs } = observedScheduler(time, { maxConcurrent: 1, durationMs: () => 29 * second });
    scheduler.update(fleet(2));
    await time.advance(29 * second);
    expect(scheduler.queueLength).toBe(1);
    scheduler.update(fleet(2, { timeoutMs: 777 }));
    await time.advance(29 * second);
    expect(runs.seen.map(({ request }) => request.timeoutMs)).toEqual([10_000, 777]);
  });

  test.each([
    { name: 'longer', intervalMs: 10 * minute },
    { name: 'shorter', intervalMs: 10 * second },
  ])(
    'that makes an interval $name keeps the next start or has an earlier one, then follows the new slots',
    async (row) => {
      const time = virtualTime();
      const { scheduler, runs, told } = observedScheduler(time);
      const before = fleet(50, { intervalMs: minute });
      const after = fleet(50, { intervalMs: row.intervalMs });
      scheduler.update(before);
      await time.advance(minute);
      expect(runs.seen).toHaveLength(50);
      scheduler.update(after);
      await time.advance(Math.min(minute, row.intervalMs) - 1);
      expect(new Set(runs.seen.slice(50).map(({ text }) => text)).size).toBe(50);
      await time.advance(2 * row.intervalMs);
      const from = runs.seen.length;
      await time.advance(row.intervalMs);
      expect(runs.seen.length - from).toBe(50);
      for (const run of runs.seen.slice(from)) {
        const each = scheduledTarget(run.text, { intervalMs: row.intervalMs });
        expect(behindSlotMs(run, each, slotGrid(each, 'here').phaseMs)).toBe(0);
      }
      expect(after.map(({ key }) => told.skipped(key))).toEqual(after.map(() => 0));
    },
  );

  test('stops what it leaves out: the run is aborted, and its result is not published', async () => {
    const time = virtualTime();
    const { scheduler, runs, told } = observedScheduler(time, { durationMs: () => 25 * second });
    scheduler.update([target]);
    await time.advance(20 * second);
    expect(runs.inFlight()).toEqual([target.key]);
    scheduler.update([]);
    expect(runs.seen[0]?.request.signal?.aborted).toBe(true);
    await time.advance(10 * minute);
    expect(runs.seen).toHaveLength(1);
    expect([told.results, told.skipped(target.key)]).toEqual([[], 0]);
    expect([scheduler.inFlight, time.timerCount()]).toEqual([0, 0]);
  });

  test('takes what it leaves out from the queue', async () => {
    const time = virtualTime();
    const { scheduler, runs } = observedScheduler(time, { maxConcurrent: 1, durationMs: () => 25 * second });
    scheduler.update(fleet(20));
    await time.advance(25 * second);
    const queued = scheduler.queueLength;
    expect(queued).toBeGreaterThan(10);
    const running = runs.inFlight();
    scheduler.update(fleet(20).filter(({ key }) => running.includes(key)));
    expect([scheduler.queueLength, scheduler.inFlight]).toEqual([0, 1]);
  });

  test('that brings a target back does not let it overlap its aborted run', async () => {
    const time = virtualTime();
    const { scheduler, runs, told } = observedScheduler(time, {
      durationMs: () => 25 * second,
      abortMs: 70 * second,
    });
    scheduler.update([target]);
    await time.advance(20 * second);
    scheduler.update([]);
    scheduler.update([target]);
    scheduler.update([]);
    scheduler.update([target]);
    await time.advance(minute);
    expect([runs.seen.length, scheduler.inFlight, told.skipped(target.key, 'overrun')]).toEqual([1, 1, 2]);
    await time.advance(minute);
    expect(runs.seen.length).toBe(3);
    expect(told.results).toHaveLength(1);
  });

  test('in answer to an event is safe', async () => {
    const time = virtualTime();
    const { clock, timers } = time;
    const starts: string[] = [];
    const told = recordingEvents();
    const scheduler = createScheduler({
      clock,
      timers,
      maxConcurrent: 5,
      vantageName: 'here',
      run: (request) => {
        starts.push(request.target.text);
        return Promise.resolve(fakeResult());
      },
      events: { ...told.events, onSkipped: () => scheduler.update(fleet(20)) },
    });
    scheduler.update(fleet(20));
    await time.freeze(hour);
    starts.length = 0;
    await time.advance(30 * second);
    expect([...starts].sort()).toEqual(
      fleet(20)
        .map(({ key }) => key)
        .sort(),
    );
  });

  test('with two targets of one key takes the last', async () => {
    const time = virtualTime();
    const { scheduler, runs } = observedScheduler(time);
    scheduler.update([target, { ...target, timeoutMs: 5 }]);
    await time.advance(30 * second);
    expect(runs.seen.map(({ request }) => request.timeoutMs)).toEqual([5]);
  });
});

describe('stop', () => {
  test('lets runs end that need no longer than the grace, and starts nothing more', async () => {
    const time = virtualTime();
    const { scheduler, runs, told } = observedScheduler(time, {
      maxConcurrent: 2,
      durationMs: () => 20 * second,
    });
    scheduler.update(fleet(20));
    await time.advance(25 * second);
    const before = runs.seen.length;
    expect(runs.inFlight()).toHaveLength(2);
    const stopped = scheduler.stop(25 * second);
    expect(scheduler.queueLength).toBe(0);
    scheduler.update(fleet(30));
    await time.advance(20 * second);
    await stopped;
    await time.advance(hour);
    expect(runs.seen).toHaveLength(before);
    expect(told.results).toHaveLength(before);
    expect(time.timerCount()).toBe(0);
  });

  test('aborts the runs that need longer, which have no result', async () => {
    const time = virtualTime();
    const { scheduler, runs, told } = observedScheduler(time, { durationMs: () => 29 * second });
    scheduler.update(fleet(3));
    await time.advance(29 * second);
    const before = told.results.length;
    const inFlight = runs.inFlight().length;
    expect(inFlight).toBeGreaterThan(0);
    const stopped = scheduler.stop(0);
    await time.advance(1);
    await stopped;
    expect(runs.seen.slice(-inFlight).map(({ request }) => request.signal?.aborted)).toEqual(
      Array(inFlight).fill(true),
    );
    expect(told.results).toHaveLength(before);
    expect([scheduler.inFlight, time.timerCount()]).toEqual([0, 0]);
  });

  test('in answer to an event is safe', async () => {
    const time = virtualTime();
    const { clock, timers } = time;
    let starts = 0;
    const scheduler = createScheduler({
      clock,
      timers,
      maxConcurrent: 5,
      vantageName: 'here',
      run: () => {
        starts += 1;
        return Promise.resolve(fakeResult());
      },
      events: { ...recordingEvents().events, onSkipped: () => void scheduler.stop(0) },
    });
    scheduler.update(fleet(300));
    starts = 0;
    await time.freeze(hour);
    await time.advance(hour);
    expect([starts, scheduler.queueLength, time.timerCount()]).toEqual([0, 0, 0]);
  });

  test('is over at once when nothing runs, and may be called again', async () => {
    const time = virtualTime();
    const { scheduler } = observedScheduler(time);
    scheduler.update(fleet(3));
    await scheduler.stop(25 * second);
    await scheduler.stop(25 * second);
    expect(time.timerCount()).toBe(0);
  });
});

test.each([
  { name: 'run', bug: 'run' },
  { name: 'who takes results', bug: 'onResult' },
])('an exception out of $name is told as a bug, and costs nobody a place', async ({ bug }) => {
  const time = virtualTime();
  const { clock, timers } = time;
  const oops = new TypeError('oops');
  const told = recordingEvents();
  const scheduler = createScheduler({
    clock,
    timers,
    maxConcurrent: 1,
    vantageName: 'here',
    run: () => (bug === 'run' ? Promise.reject(oops) : Promise.resolve(fakeResult())),
    events: {
      ...told.events,
      onResult: () => {
        throw oops;
      },
    },
  });
  scheduler.update(fleet(3));
  await time.advance(minute);
  expect(told.bugs).toEqual([oops, oops, oops, oops, oops, oops]);
  expect([scheduler.inFlight, scheduler.queueLength]).toEqual([0, 0]);
});
