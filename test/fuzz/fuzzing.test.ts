import { expect, test } from 'vitest';
import { casesOfAll } from './fuzzing.ts';

test('the subjects share all cases among them', () => {
  expect(casesOfAll(200_000).reduce((sum, cases) => sum + cases, 0)).toBe(200_000);
});

test('each subject has a case, however few there are', () => {
  expect(new Set(casesOfAll(1))).toEqual(new Set([1]));
});
