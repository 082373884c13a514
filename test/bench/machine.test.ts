import { expect, test } from 'vitest';
import { parseBusySeconds } from '../../bench/machine.ts';

test.each([
  {
    name: 'everything but waiting',
    text: 'cpu  100 20 30 9999 8888 4 5 6 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\nintr 5\n',
    expected: 1.65,
  },
  { name: 'nothing where there is no such line', text: 'intr 5\n', expected: 0 },
])('counts $name as busy', ({ text, expected }) => {
  expect(parseBusySeconds(text)).toBe(expected);
});
