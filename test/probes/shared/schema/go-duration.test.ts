import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatGoDuration, parseGoDuration } from '../../../../probes/shared/schema/go-duration.ts';

describe('parsing', () => {
  test.each([
    ['0', 0],
    ['-0', 0],
    ['0s', 0],
    ['5s', 5000],
    ['+5s', 5000],
    ['-5s', -5000],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['1.s', 1000],
    ['100ns', 0.0001],
    ['1us', 0.001],
    ['1µs', 0.001],
    ['1μs', 0.001],
    ['1h1us', 3_600_000.001],
    ['0.0000000001s', 0],
    ['2562047h47m16.854775807s', Number(2n ** 63n) / 1e6],
    ['-2562047h47m16.854775808s', Number(-(2n ** 63n)) / 1e6],
  ])('reads %s as %d milliseconds', (text, durationMs) => {
    expect(parseGoDuration(text)).toBe(durationMs);
  });

  test.each([
    ['nothing', ''],
    ['a sign alone', '-'],
    ['a number without a unit', '5'],
    ['a fraction without a unit', '5.5'],
    ['a unit without a number', 's'],
    ['a point without a digit', '.s'],
    ['days', '1d'],
    ['weeks', '1w'],
    ['capitals', '5S'],
    ['a blank inside', '5 s'],
    ['a blank around', ' 5s'],
    ['a trailing number', '1h30'],
    ['a second sign', '1h-30m'],
    ['an exponent', '1e3s'],
    ['more than Go can count', '2562047h47m16.854775808s'],
    ['far more than Go can count', `${'9'.repeat(400)}h`],
  ])('refuses %s', (_, text) => {
    expect(parseGoDuration(text)).toBeUndefined();
  });
});

describe('printing', () => {
  test.each([
    [0, '0s'],
    [90_000, '1m30s'],
    [3_600_000, '1h0m0s'],
    [1500, '1.5s'],
    [100, '100ms'],
    [0.5, '500µs'],
    [0.0001, '100ns'],
    [3_600_000.001, '1h0m0.000001s'],
    [-5000, '-5s'],
  ])('writes %d milliseconds as %s', (durationMs, text) => {
    expect(formatGoDuration(durationMs)).toBe(text);
  });

  test('and parsing undo each other', () => {
    // Three weeks: as long as a double of milliseconds tells each nanosecond.
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 31) * 1e6, max: 2 ** 31 * 1e6 }), (nanoseconds) => {
        const durationMs = nanoseconds / 1e6;
        expect(parseGoDuration(formatGoDuration(durationMs))).toBe(durationMs + 0);
      }),
    );
  });
});
