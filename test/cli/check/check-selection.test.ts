import { expect, test } from 'vitest';
import { selectionOf } from '../../../src/cli/check/check-selection.ts';

test.each([
  { name: 'no pattern', patterns: [], text: 'anything', matches: true },
  { name: 'the text itself', patterns: ['web'], text: 'web', matches: true },
  { name: 'a part of the text', patterns: ['we'], text: 'web', matches: false },
  {
    name: 'a star across slashes',
    patterns: ['*payments*'],
    text: 'https://api.payments.example/health',
    matches: true,
  },
  { name: 'a star before a dot', patterns: ['*'], text: '.hidden', matches: true },
  { name: 'a question mark', patterns: ['db?:5432'], text: 'db1:5432', matches: true },
  { name: 'a question mark for two', patterns: ['db?:5432'], text: 'db12:5432', matches: false },
  { name: 'the second of two', patterns: ['a*', 'b*'], text: 'bc', matches: true },
  {
    name: 'an IPv6 address as it is',
    patterns: ['http://[::1]:80/'],
    text: 'http://[::1]:80/',
    matches: true,
  },
  { name: 'braces as they are', patterns: ['{a,b}'], text: 'a', matches: false },
  { name: 'an exclamation mark as it is', patterns: ['!a'], text: 'b', matches: false },
])('$name: $matches', ({ patterns, text, matches }) => {
  expect(selectionOf(patterns)(text)).toBe(matches);
});
