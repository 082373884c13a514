import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { progressOn } from '../../../src/cli/terminal/progress.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function written(io: { readonly columns?: number; readonly env?: Readonly<Record<string, string>> }): string {
  const out: string[] = [];
  const { env = {}, ...size } = io;
  const progress = progressOn({ stderr: { write: (text) => void out.push(text), ...size }, env }, 'waiting');
  vi.advanceTimersByTime(2500);
  progress.say('half done');
  progress.end();
  vi.advanceTimersByTime(5000);
  return out.join('').replaceAll('\r\u001b[K', '|');
}

test('tells on a terminal from a second on what there is to wait for, and takes it away', () => {
  expect(written({ columns: 80 })).toBe('|waiting, 1 s|waiting, 2 s|half done, 2 s|');
  expect(written({ columns: 8 })).toBe('|waiting|waiting|half do|');
});

test('writes nothing where nobody watches', () => {
  expect(written({})).toBe('');
  expect(written({ columns: 80, env: { CI: 'true' } })).toBe('');
});
