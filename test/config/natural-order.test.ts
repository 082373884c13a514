import { expect, test } from 'vitest';
import { compareNatural } from '../../src/config/natural-order.ts';

test.each([
  { name: 'numbers by value', sorted: ['a1', 'a2', 'a9', 'a10', 'a100'] },
  { name: 'upper case before lower', sorted: ['A', 'Z', 'a', 'z'] },
  { name: 'signs before numbers before letters', sorted: ['-', '_', '1', 'A'] },
  { name: 'a prefix before what it begins', sorted: ['', 'http', 'http_2xx', 'http_post'] },
  { name: 'numbers that end early before longer ones', sorted: ['v1', 'v1b', 'v12', 'v12b'] },
  { name: 'fewer leading zeros first', sorted: ['a0', 'a00', 'a1', 'a01', 'a001'] },
  { name: 'zeros within a number by their place', sorted: ['a11', 'a101', 'a110'] },
  { name: 'numbers beyond 2^53', sorted: ['n9007199254740992', 'n9007199254740993'] },
  { name: 'characters beyond the first plane as one', sorted: ['\u{1f600}', '\u{1f601}', '\u{1f601}a'] },
])('sorts $name', ({ sorted }) => {
  for (const [index, left] of sorted.entries()) {
    for (const [other, right] of sorted.entries()) {
      expect([left, right, Math.sign(compareNatural(left, right))]).toEqual([
        left,
        right,
        Math.sign(index - other),
      ]);
    }
  }
});
