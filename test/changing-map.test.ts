import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { ChangingMap } from '../src/changing-map.ts';

test('gives, takes and lists values in the order in which they came', () => {
  const map = new ChangingMap<string, { readonly n: number }>();
  for (const [n, key] of ['a', 'b', 'c'].entries()) map.add(key, { n });
  expect(map.take('b')).toEqual({ n: 1 });
  expect(map.take('b')).toBeUndefined();
  expect([map.get('a'), map.get('b')]).toEqual([{ n: 0 }, undefined]);
  expect([...map.values()]).toEqual([{ n: 0 }, { n: 2 }]);
  expect(map.size).toBe(2);
  expect(map.takeAll()).toEqual([{ n: 0 }, { n: 2 }]);
  expect(map.size).toBe(0);
});

/** Lets a hundred large values live at a time, many thousand in all; prints how often all of the heap was collected. */
const churn = (makeMap: string) => `
  const { PerformanceObserver, constants } = process.getBuiltinModule('node:perf_hooks');
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections += 1;
  });
  observer.observe({ entryTypes: ['gc'] });
  const map = ${makeMap};
  for (let n = 0; n < 60_000; n += 1) {
    map.add(n, { n, payload: Array.from({ length: 100 }, (_, i) => ({ i, list: [i] })) });
    map.take(n - 100);
    if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  console.log(collections);
`;

function fullCollections(makeMap: string): number {
  const argv = ['--input-type=module', '--eval', churn(makeMap)];
  const { stdout, stderr, status } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return Number(stdout);
}

test('lets values die young that a Map would let grow old', () => {
  const module = new URL('../dist/src/changing-map.js', import.meta.url).href;
  const own = fullCollections(`new (await import('${module}')).ChangingMap()`);
  const plain = fullCollections(
    'Object.assign(new Map(), { add: Map.prototype.set, take: Map.prototype.delete })',
  );
  expect(own).toBeLessThan(plain / 3);
});
