import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const module = new URL('../../../dist/src/cli/serve/heap-growth.js', import.meta.url).href;

/**
 * Keeps some objects alive and makes garbage that outlives young collections, as results do; prints the largest heap,
 * without the first half, in which it grows.
 */
const work = `
  const alive = Array.from({ length: 400_000 }, (_, n) => ({ n, list: [n] }));
  const recent = new Array(200_000);
  let largestBytes = 0;
  for (let n = 0; n < 10_000_000; n += 1) {
    recent[n % recent.length] = { n, list: [n] };
    if (n > 5_000_000 && n % 10_000 === 0) largestBytes = Math.max(largestBytes, process.memoryUsage().heapTotal);
  }
  if (alive.length > 0) console.log(largestBytes);
`;

/** The largest heap of a process on a machine with much memory, whatever this one has. */
function largestHeapBytes(before: string): number {
  const script = `${before}\n${work}`;
  const argv = ['--max-old-space-size=4096', '--input-type=module', '--eval', script];
  const { stdout, stderr, status } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return Number(stdout);
}

test('keeps a heap full of targets well below what it would grow to, also when they come later', () => {
  const usual = largestHeapBytes('');
  const limited = largestHeapBytes(
    `const { limitHeapGrowth } = await import('${module}'); limitHeapGrowth(0); limitHeapGrowth(10_000);`,
  );
  expect(limited).toBeLessThan(usual * 0.8);
});
