import { array, assert, double, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pairedRatios, percentile, slope, spread } from '../../bench/statistics.ts';

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

describe('percentile', () => {
  test.each([
    { name: 'the middle of a hundred', figures: hundred, fraction: 0.5, expected: 50 },
    { name: 'all but one of a hundred', figures: hundred, fraction: 0.99, expected: 99 },
    { name: 'all', figures: hundred, fraction: 1, expected: 100 },
    { name: 'the highest of a few', figures: [3, 1, 2], fraction: 0.99, expected: 3 },
    { name: 'the lower of two', figures: [2, 1], fraction: 0.5, expected: 1 },
    { name: 'nothing of nothing', figures: [], fraction: 0.5, expected: undefined },
  ])('is $name', ({ figures, fraction, expected }) => {
    expect(percentile(figures, fraction)).toBe(expected);
  });

  test('is one of the figures, with the asked part of all at or below it', () => {
    const figures = array(double({ noNaN: true }), { minLength: 1 });
    assert(
      property(figures, double({ min: 0.01, max: 1, noNaN: true }), (all, fraction) => {
        const value = percentile(all, fraction) ?? Number.NaN;
        expect(all).toContain(value);
        expect(all.filter((each) => each <= value).length).toBeGreaterThanOrEqual(fraction * all.length);
      }),
    );
  });
});

describe('spread', () => {
  test.each([
    { name: 'an odd number', figures: [5, 1, 3], expected: { median: 3, min: 1, max: 5 } },
    { name: 'an even number', figures: [4, 1, 3, 2], expected: { median: 2.5, min: 1, max: 4 } },
    { name: 'one', figures: [7], expected: { median: 7, min: 7, max: 7 } },
    { name: 'some that are absent', figures: [Number.NaN, 7], expected: { median: 7, min: 7, max: 7 } },
    { name: 'none', figures: [], expected: undefined },
  ])('of $name', ({ figures, expected }) => {
    expect(spread(figures)).toEqual(expected);
  });
});

describe('pairedRatios', () => {
  test.each([
    { name: 'divides round by round', left: [2, 9], right: [1, 3], expected: [2, 3] },
    {
      name: 'leaves out a round that one side lacks',
      left: [2, 9, 4],
      right: [1, Number.NaN],
      expected: [2],
    },
    { name: 'leaves out what cannot be a ratio', left: [-1, 1, 6], right: [1, 0, 3], expected: [2] },
  ])('$name', ({ left, right, expected }) => {
    expect(pairedRatios(left, right)).toEqual(expected);
  });
});

describe('slope', () => {
  const points = (...pairs: readonly (readonly [number, number])[]) => pairs.map(([x, y]) => ({ x, y }));
  test.each([
    { name: 'a line that rises', given: points([0, 1], [1, 3], [2, 5]), expected: 2 },
    { name: 'a level line', given: points([0, 4], [5, 4]), expected: 0 },
    { name: 'points around a line', given: points([0, 0], [1, 2], [2, 1], [3, 3]), expected: 0.8 },
    { name: 'a single point', given: points([1, 1]), expected: undefined },
    { name: 'points above each other', given: points([1, 1], [1, 2]), expected: undefined },
    { name: 'nothing', given: [], expected: undefined },
  ])('of $name', ({ given, expected }) => {
    expect(slope(given)).toBe(expected);
  });
});
