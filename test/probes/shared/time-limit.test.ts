import { expect, test } from 'vitest';
import { DeadlineReached } from '../../../probes/abort.ts';
import { startTimeLimit } from '../../../probes/shared/time-limit.ts';

const never = new AbortController().signal;

test('aborts with the outer signal, and with its reason', () => {
  const outer = new AbortController();
  using limit = startTimeLimit(60_000, outer.signal);
  outer.abort(new Error('over'));
  expect(limit.signal.reason).toEqual(new Error('over'));
});

test('ends limits that are due together in turns of the event loop, in their order', async () => {
  let turn = 0;
  const count = (): void => {
    turn += 1;
    counting = setImmediate(count);
  };
  let counting = setImmediate(count);
  const ends: { readonly n: number; readonly turn: number; readonly isDeadline: boolean }[] = [];
  await Promise.all(
    Array.from({ length: 50 }, (_, n) => {
      const { signal } = startTimeLimit(20, never);
      return new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          ends.push({ n, turn, isDeadline: signal.reason instanceof DeadlineReached });
          resolve();
        });
      });
    }),
  );
  clearImmediate(counting);
  expect(ends.map(({ n }) => n)).toEqual(Array.from({ length: 50 }, (_, n) => n));
  expect(ends.every(({ isDeadline }) => isDeadline)).toBe(true);
  expect(new Set(ends.map((end) => end.turn)).size).toBe(50);
});
