import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const module = new URL('../../../dist/src/cli/serve/heap-growth.js', import.meta.url).href;

/**
 * Keeps some objects alive and makes garbage that outlives young collections, as results do; prints how often all of the heap
 * was collected. How large it became would say the same, but an allocation as fast as this one outruns a collection by chance.
 */
const work = `
  const { PerformanceObserver, constants } = process.getBuiltinModule('node:perf_hooks');
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections += 1;
  });
  observer.observe({ entryTypes: ['gc'] });
  const alive = Array.from({ length: 200_000 }, (_, n) => ({ n, list: [n] }));
  const recent = new Array(400_000);
  for (let n = 0; n < 10_000_000; n += 1) {
    recent[n % recent.length] = { n, list: [n] };
    // Where nothing ever waits, collections begin in time and end whenever they can.
    if (n % 10_000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  if (alive.length > 0) console.log(collections);
`;

/** How often a process collects its heap on a machine with much memory, whatever this one has. */
function fullCollections(before: string, around = (body: string) => body): number {
  const script = `${before}\n${around(work)}`;
  const argv = [
    '--max-old-space-size=4096',
    '--max-semi-space-size=1',
    '--input-type=module',
    '--eval',
    script,
  ];
  const { stdout, stderr, status } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return Number(stdout);
}

test('collects a heap full of targets more often than usual, also when they come later', () => {
  const usual = fullCollections('');
  const limited = fullCollections(
    `const { limitHeapGrowth } = await import('${module}'); limitHeapGrowth(0); limitHeapGrowth(10_000);`,
  );
  expect(limited).toBeGreaterThan(usual * 1.25);
});

test('collects a small heap more often for as long as large work goes on, and no longer', () => {
  const small = `const { limitHeapGrowth, onSmallHeap } = await import('${module}'); limitHeapGrowth(0);`;
  const before = fullCollections(small);
  const during = fullCollections(small, (body) => `await onSmallHeap(async () => {${body}});`);
  const after = fullCollections(`${small} await onSmallHeap(async () => {});`);
  expect(during).toBeGreaterThan(before * 1.25);
  expect(during).toBeGreaterThan(after * 1.25);
});
