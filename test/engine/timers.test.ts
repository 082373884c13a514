import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { longestTimerMs, systemTimers } from '../../src/engine/timers.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('wakes once, when it is time', () => {
  const wake = vi.fn<() => void>();
  systemTimers.after(1500, wake);
  vi.advanceTimersByTime(1499);
  expect(wake).toHaveBeenCalledTimes(0);
  vi.advanceTimersByTime(60_000);
  expect(wake).toHaveBeenCalledTimes(1);
});

test('does not wake after it was cancelled, and leaves nothing behind', () => {
  const wake = vi.fn<() => void>();
  const cancel = systemTimers.after(1500, wake);
  cancel();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(1500);
  expect(wake).toHaveBeenCalledTimes(0);
});

test('wakes early instead of at once when the time is too long for a timer', () => {
  const setTimeout = vi.spyOn(globalThis, 'setTimeout');
  systemTimers.after(longestTimerMs + 1, () => {});
  expect(setTimeout).toHaveBeenCalledExactlyOnceWith(expect.any(Function), longestTimerMs);
});
