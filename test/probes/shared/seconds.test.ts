import { expect, test } from 'vitest';
import { secondsOf } from '../../../probes/shared/seconds.ts';

test.each([
  [0, 0],
  [0.23545599999988553, 0.000235456],
  [1500, 1.5],
  [119_500, 119.5],
  [-0.0000001, -0],
])('%d ms is %d s', (durationMs, seconds) => {
  expect(secondsOf(durationMs)).toBe(seconds);
});
