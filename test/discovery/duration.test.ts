import { expect, test } from 'vitest';
import { parseInterval } from '../../src/discovery/duration.ts';

test.each([
  ['30s', 30_000],
  ['1m30s', 90_000],
  ['1.5m', 90_000],
  ['250ms', 250],
  ['1h', 3_600_000],
  ['1d', 86_400_000],
  ['1d12h', 129_600_000],
  ['2w', 1_209_600_000],
  ['1y', 31_536_000_000],
  ['1y1w1d1h1m1s1ms', 32_230_861_001],
  ['', undefined],
  ['0', undefined],
  ['0s', undefined],
  ['0d', undefined],
  ['-1s', undefined],
  ['1d-1h', undefined],
  ['5', undefined],
  ['1d5', undefined],
  ['1h1d', undefined],
  ['1.5d', undefined],
  ['s', undefined],
  ['1s ', undefined],
  [`${'9'.repeat(400)}y`, undefined],
])('%j is %j ms', (text, durationMs) => {
  expect(parseInterval(text)).toBe(durationMs);
});
