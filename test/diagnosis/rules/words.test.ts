import { expect, test } from 'vitest';
import { addressWords, listed, longSpan, place, someOf, span } from '../../../src/diagnosis/rules/words.ts';

test.each([
  [1, 1, 'the only address'],
  [1, 4, 'one of 4 addresses'],
  [2, 4, '2 of 4 addresses'],
  [4, 4, 'all 4 addresses'],
])('%i of %i are "%s"', (count, total, words) => {
  expect(someOf(count, total, addressWords)).toBe(words);
});

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c', 'd', 'e', 'f'], 'a, b, c, d and 2 more'],
])('lists %j', (items, words) => {
  expect(listed(items)).toBe(words);
});

test.each([
  [80.4, '80 ms'],
  [1340, '1.3 s'],
  [12_000, '12 s'],
])('spells %i ms', (ms, words) => {
  expect(span(ms)).toBe(words);
});

test.each([
  [0.5, '0 seconds'],
  [61, '1 minute'],
  [7200, '2 hours'],
  [3.5 * 86_400, '3 days'],
])('spells %d seconds', (seconds, words) => {
  expect(longSpan(seconds)).toBe(words);
});

test.each([
  ['shop.example', 443, 'shop.example:443'],
  ['::1', 443, '[::1]:443'],
  ['::1', undefined, '::1'],
])('places %s', (host, port, words) => {
  expect(place(host, port)).toBe(words);
});
