import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { runOnce } from '../../../src/engine/schedule/run-once.ts';
import { recordingEvents, scheduledRuns, scheduledTarget } from '../../helpers/scheduled-runs.ts';
import { virtualTime } from '../../helpers/virtual-time.ts';

function targets(size: number, host: (number: number) => string) {
  return Array.from({ length: size }, (_, number) =>
    scheduledTarget(`https://${host(number)}/${number}`, { maxPerHost: 2 }),
  );
}

test('runs each target once, in order, as many at a time as may', async () => {
  const time = virtualTime();
  const { run, seen, inFlight } = scheduledRuns(time, { durationMs: () => 1000 });
  const { events, results } = recordingEvents();
  const all = targets(10, (number) => `host-${number}.example`);
  const done = runOnce(all, { run, clock: time.clock, maxConcurrent: 4, events });
  await time.advance(0);
  expect(inFlight()).toHaveLength(4);
  await time.advance(2999);
  expect(results).toHaveLength(8);
  await time.advance(1);
  await done;
  expect(seen.map(({ text }) => text)).toEqual(all.map(({ key }) => key));
  expect(results.map(({ target, latenessMs, queuedMs }) => [target.key, latenessMs, queuedMs])).toEqual(
    all.map(({ key }, number) => [key, Math.floor(number / 4) * 1000, Math.floor(number / 4) * 1000]),
  );
  expect(new Set(results.map(({ runId }) => runId)).size).toBe(10);
});

test('keeps to the limit of a host and does not let it hold up others', async () => {
  const time = virtualTime();
  const { run, seen } = scheduledRuns(time, { durationMs: () => 1000 });
  const { events } = recordingEvents();
  const all = targets(9, (number) => (number < 6 ? 'crowded.example' : `host-${number}.example`));
  const done = runOnce(all, { run, clock: time.clock, maxConcurrent: 100, events });
  await time.advance(3000);
  await done;
  expect(seen.map(({ text, startMs }) => [text.at(-1), startMs - 5000])).toEqual([
    ['0', 0],
    ['1', 0],
    ['6', 0],
    ['7', 0],
    ['8', 0],
    ['2', 1000],
    ['3', 1000],
    ['4', 2000],
    ['5', 2000],
  ]);
});

test('is over at once without targets', async () => {
  const time = virtualTime();
  const { run } = scheduledRuns(time);
  const { events, results } = recordingEvents();
  await runOnce([], { run, clock: time.clock, maxConcurrent: 4, events });
  expect(results).toEqual([]);
});

test('starts nothing for a signal that has aborted already', async () => {
  const time = virtualTime();
  const { run, seen } = scheduledRuns(time);
  const { events } = recordingEvents();
  const all = targets(3, () => 'a.example');
  await runOnce(all, { run, clock: time.clock, maxConcurrent: 4, events, signal: AbortSignal.abort() });
  expect(seen).toEqual([]);
});

test('ends when its signal aborts: nothing more starts, and what was in flight has no result', async () => {
  const time = virtualTime();
  const { run, seen } = scheduledRuns(time, { durationMs: () => 1000 });
  const { events, results } = recordingEvents();
  const stop = new AbortController();
  const all = targets(10, (number) => `host-${number}.example`);
  const { signal } = stop;
  const done = runOnce(all, { run, clock: time.clock, maxConcurrent: 4, events, signal });
  await time.advance(1500);
  stop.abort();
  await done;
  expect([seen.length, results.length]).toEqual([8, 4]);
  expect(seen.map(({ request }) => request.signal?.aborted)).toEqual([
    ...Array<boolean>(4).fill(false),
    ...Array<boolean>(4).fill(true),
  ]);
  expect(time.timerCount()).toBe(0);
});

test('puts one listener on its signal for thousands of runs, and takes it off', async () => {
  const time = virtualTime();
  const { run, seen } = scheduledRuns(time, { durationMs: (text) => (text.endsWith('00') ? 10 : 0) });
  const { events } = recordingEvents();
  const { signal } = new AbortController();
  const all = targets(5000, (number) => `host-${number}.example`);
  const done = runOnce(all, { run, clock: time.clock, maxConcurrent: 20, events, signal });
  await time.advance(10);
  expect(seen.length).toBeGreaterThan(1000);
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  await time.advance(1000);
  await done;
  expect(seen).toHaveLength(5000);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('tells an exception out of a run as a bug, and goes on', async () => {
  const time = virtualTime();
  const { events, bugs, results } = recordingEvents();
  const oops = new TypeError('oops');
  const all = targets(3, () => 'a.example');
  await runOnce(all, { run: () => Promise.reject(oops), clock: time.clock, maxConcurrent: 1, events });
  expect([bugs, results]).toEqual([[oops, oops, oops], []]);
});
