import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelled, wrap } from '../../../src/cli/view/wrap.ts';

test.each([
  { name: 'a text that fits', text: 'one two', width: 7, lines: ['one two'] },
  { name: 'at the space before the word too many', text: 'one two', width: 6, lines: ['one', 'two'] },
  {
    name: 'inside a word longer than a line',
    text: 'a bcdefgh i',
    width: 3,
    lines: ['a', 'bcd', 'efg', 'h i'],
  },
  { name: 'between whole characters', text: '😀😀😀', width: 2, lines: ['😀😀', '😀'] },
  { name: 'nothing', text: '', width: 5, lines: [''] },
  { name: 'nothing when there is no width', text: 'one two', width: undefined, lines: ['one two'] },
  { name: 'at every character when the width is not even one', text: 'ab', width: -3, lines: ['a', 'b'] },
])('breaks $name', ({ text, width, lines }) => {
  expect(wrap(text, width)).toEqual(lines);
});

test('never makes a line too long and never loses a letter', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 20 }), (text, width) => {
      const lines = wrap(text, width);
      expect(lines.every((line) => Array.from(line).length <= width)).toBe(true);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
});

test('aligns values and continues them below themselves', () => {
  const rows = [
    { label: 'a', value: 'one' },
    { label: 'long', value: 'two three', paint: (text: string) => `<${text}>` },
  ];
  expect(labelled(rows, '| ', 14)).toEqual(['| a     one', '| long  <two>', '|       <three>']);
});
