import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseProcessStat, parseResidentBytes, treeOf, usageOf } from '../../bench/process-usage.ts';

describe('parseProcessStat', () => {
  const rest = 'S 77 42 42 0 -1 4194560 9 8 7 6 150 25 10 5 20 0 11 0 4321 1048576 512 18446744073709551615';
  test.each([
    { name: 'a plain name', text: `42 (node) ${rest}\n` },
    { name: 'a name with blanks and brackets', text: `42 (a) S 1 (b) ${rest}\n` },
  ])('reads the parent and all CPU time of a process with $name', ({ text }) => {
    expect(parseProcessStat(text)).toEqual({ parent: 77, cpuSeconds: 1.9 });
  });
});

describe('parseResidentBytes', () => {
  test.each([
    {
      name: 'a process',
      text: 'Name:\tnode\nVmHWM:\t   90000 kB\nVmRSS:\t   81920 kB\nRssAnon:\t 1 kB\n',
      expected: 83_886_080,
    },
    { name: 'one that has ended', text: 'Name:\tnode\nState:\tZ (zombie)\n', expected: 0 },
  ])('of $name', ({ text, expected }) => {
    expect(parseResidentBytes(text)).toBe(expected);
  });
});

test('a tree is a process and all below it', () => {
  const stats = new Map(
    [
      [1, 0],
      [5, 1],
      [6, 5],
      [7, 6],
      [8, 1],
    ].map(([pid = 0, parent = 0]) => [pid, { parent, cpuSeconds: 0 }] as const),
  );
  expect(treeOf(5, stats)).toEqual([5, 6, 7]);
});

test.runIf(existsSync('/proc/self/stat'))('counts what a running child holds to its parent', async () => {
  const child = spawn(process.execPath, ['--eval', 'process.stdin.resume(); console.log()']);
  try {
    await once(child.stdout, 'data');
    const own = usageOf(child.pid ?? 0);
    const together = usageOf(process.pid);
    expect(own.residentBytes).toBeGreaterThan(10_000_000);
    expect(together.residentBytes).toBeGreaterThan(own.residentBytes);
  } finally {
    child.kill('SIGKILL');
  }
});
