import { expect, test } from 'vitest';
import { sideBySide } from '../../../src/cli/view/side-by-side.ts';

const row = (label: string, ...texts: readonly string[]) => ({
  label,
  cells: texts.map((text) => ({ text })),
});

test('columns are as wide as what stands in them', () => {
  expect(sideBySide([row('', 'eu', 'us-east'), row('status', '200', ''), row('x', '', 'y')], '  ')).toEqual([
    '          eu   us-east',
    '  status  200',
    '  x            y',
  ]);
});

test('a cell that does not fit goes on below itself, and colour does not count', () => {
  const rows = [
    {
      label: 'why',
      cells: [{ text: 'a b', paint: (text: string) => `<${text}>` }, { text: 'one two three four' }],
    },
  ];
  expect(sideBySide(rows, '', 40)).toEqual(['why  <a b>  one two three', '     <>     four']);
});

test('columns that have no room stand below the others, in blocks of one size', () => {
  const lines = sideBySide([row('', 'a', 'b', 'c', 'd'), row('status', '1', '2', '3', '4')], '', 60);
  expect(lines).toEqual(['        a  b', 'status  1  2', '', '        c  d', 'status  3  4']);
});

test('no line is longer than the terminal', () => {
  const long = 'x'.repeat(50);
  for (const columns of [60, 80, 120]) {
    for (const count of [1, 2, 3, 4, 5, 9]) {
      const lines = sideBySide(
        [row('certificate', ...Array.from({ length: count }, () => long))],
        '  ',
        columns,
      );
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
    }
  }
});

test('nothing is nothing', () => {
  expect(sideBySide([], '  ', 80)).toEqual([]);
});
