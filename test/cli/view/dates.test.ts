import { expect, test } from 'vitest';
import { daysLeft } from '../../../src/cli/view/dates.ts';
import { isoTime } from '../../../src/iso-time.ts';

const day = 86_400;

test.each([
  { name: 'an expiry in 34 days and a bit', expiry: 34.9 * day, text: '34 days left' },
  { name: 'an expiry tomorrow', expiry: 1.5 * day, text: '1 day left' },
  { name: 'an expiry today', expiry: 0.5 * day, text: 'less than a day left' },
  { name: 'an expiry a moment ago', expiry: -1, text: 'expired less than a day ago' },
  { name: 'an expiry nine and a half days ago', expiry: -9.5 * day, text: 'expired 9 days ago' },
])('words $name', ({ expiry, text }) => {
  expect(daysLeft(1000 + expiry, 1000)).toBe(text);
});

test('writes Unix seconds as an ISO time', () => {
  expect(isoTime(1_772_366_400)).toBe('2026-03-01T12:00:00Z');
});

test('has no time for a number that is no date', () => {
  expect(isoTime(1e15)).toBeUndefined();
});
