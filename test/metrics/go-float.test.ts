import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { goFloat } from '../../src/metrics/go-float.ts';

test.each([
  [0, '0'],
  [-0, '0'],
  [1, '1'],
  [-1.5, '-1.5'],
  [999_999, '999999'],
  [999_999.5, '999999.5'],
  [1_000_000, '1e+06'],
  [-1_000_000, '-1e+06'],
  [3_668_918_509, '3.668918509e+09'],
  [978_307_200, '9.783072e+08'],
  [1_795_230_322.8487084, '1.7952303228487084e+09'],
  [2 ** 64, '1.8446744073709552e+19'],
  [0.0001, '0.0001'],
  [0.000_123, '0.000123'],
  [0.000_09, '9e-05'],
  [0.000_009_163, '9.163e-06'],
  [1e-7, '1e-07'],
  [1e21, '1e+21'],
  [1e100, '1e+100'],
  [5e-324, '5e-324'],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NEGATIVE_INFINITY, '-Inf'],
  [Number.NaN, 'NaN'],
])('writes %d as %s', (value, text) => {
  expect(goFloat(value)).toBe(text);
});

test('what is written reads back as the same number', () => {
  fc.assert(
    fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
      expect(Number(goFloat(value)) === value).toBe(true);
    }),
  );
});
