import { expect, test } from 'vitest';
import type { Discoverer, Finding, Refreshed } from '../../src/discovery/discoverer.ts';
import { startSource } from '../../src/discovery/source.ts';
import { createGate } from '../helpers/gate.ts';
import { manualTimers } from '../helpers/manual-timers.ts';

const everyMs = 60_000;
const settleMs = 250;

const found = (...targets: readonly string[]): Finding => ({ ok: true, groups: [{ targets, labels: {} }] });
const failed: Finding = { ok: false, detail: 'no' };

/** A source of places whose findings are what the nth refresh gives. */
function sourceOf(refresh: (nth: number) => Promise<Refreshed>) {
  const timers = manualTimers();
  const failures: string[] = [];
  let refreshes = 0;
  let changes = 0;
  let hint = (): void => {};
  const source = startSource({
    makeDiscoverer: (onHint): Discoverer => {
      hint = onHint;
      return {
        kind: 'file',
        name: 'all',
        refreshIntervalMs: everyMs,
        hasPlace: () => true,
        shown: (place) => place,
        refresh: () => {
          refreshes += 1;
          return refresh(refreshes);
        },
        [Symbol.dispose]: () => {},
      };
    },
    known: new Map(),
    timers,
    witness: {
      onChange: () => {
        changes += 1;
      },
      onFailure: ({ source: place, detail }) => failures.push(`${place}: ${detail}`),
      log: () => {},
    },
  });
  return {
    source,
    timers,
    failures,
    hint: () => hint(),
    refreshes: () => refreshes,
    changes: () => changes,
    targets: () => source.groups().flatMap(({ targets }) => targets),
    refreshed: async () => {
      await timers.end(everyMs);
      await timers.untilWaiting(everyMs);
    },
  };
}

const complete = (places: Readonly<Record<string, Finding>>): Promise<Refreshed> =>
  Promise.resolve({ findings: new Map(Object.entries(places)), isComplete: true });

test('places that were not looked for stay, and go when they are not found', async () => {
  const source = sourceOf(async (nth) => {
    if (nth === 1) return await complete({ b: found('b'), a: found('a') });
    const { findings } = await complete({ b: found('c') });
    return { findings, isComplete: nth === 3 };
  });
  await source.source.firstRefresh;
  expect(source.targets()).toEqual(['a', 'b']);
  await source.refreshed();
  expect(source.targets()).toEqual(['a', 'c']);
  await source.refreshed();
  expect(source.targets()).toEqual(['c']);
  expect(source.changes()).toBe(3);
});

test('a bug is a failure, and the next refresh comes all the same', async () => {
  const source = sourceOf((nth) => {
    if (nth === 2) throw new TypeError('oops');
    return complete({ a: nth === 1 ? found('a') : found('b') });
  });
  await source.source.firstRefresh;
  await source.refreshed();
  expect(source.targets()).toEqual(['a']);
  expect(source.failures).toEqual(['all: bug in the discovery: oops']);
  await source.refreshed();
  expect(source.targets()).toEqual(['b']);
});

test('many hints are one refresh, after which the interval begins anew', async () => {
  const source = sourceOf(() => complete({}));
  await source.source.firstRefresh;
  for (let nth = 0; nth < 100; nth += 1) source.hint();
  expect(source.timers.waiting()).toEqual([everyMs, settleMs]);
  await source.timers.end(settleMs);
  await source.timers.untilWaiting(everyMs);
  expect(source.refreshes()).toBe(2);
  expect(source.timers.waiting()).toEqual([everyMs]);
});

test('a hint in the middle of a refresh is one more refresh, after that', async () => {
  const gate = createGate();
  const source = sourceOf(async (nth) => {
    if (nth === 1) await gate.opened;
    return await complete({ a: found(String(nth)) });
  });
  source.hint();
  await source.timers.end(settleMs);
  expect(source.refreshes()).toBe(1);
  gate.open();
  await source.source.firstRefresh;
  expect(source.refreshes()).toBe(2);
  expect(source.targets()).toEqual(['2']);
  expect(source.timers.waiting()).toEqual([everyMs]);
});

test('nothing is told after it is disposed of', async () => {
  const gate = createGate();
  const source = sourceOf(async () => {
    await gate.opened;
    return await complete({ a: found('a'), b: failed });
  });
  source.source[Symbol.dispose]();
  source.hint();
  gate.open();
  await source.source.firstRefresh;
  expect(source.changes()).toBe(0);
  expect(source.failures).toEqual([]);
  expect(source.timers.waiting()).toEqual([]);
});
