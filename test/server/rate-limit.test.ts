import { expect, test } from 'vitest';
import { rateLimiter } from '../../src/server/rate-limit.ts';
import { manualClock } from '../helpers/manual-clock.ts';

test('lets a burst pass and then one request for each interval', () => {
  const clock = manualClock();
  const admit = rateLimiter({ intervalMs: 1000, burst: 2 }, clock);
  expect([admit(), admit(), admit()]).toEqual([true, true, false]);
  clock.advance(999);
  expect(admit()).toBe(false);
  clock.advance(1);
  expect([admit(), admit()]).toEqual([true, false]);
});

test('saves no more than a burst', () => {
  const clock = manualClock();
  const admit = rateLimiter({ intervalMs: 10, burst: 2 }, clock);
  clock.advance(1_000_000);
  expect([admit(), admit(), admit()]).toEqual([true, true, false]);
});
