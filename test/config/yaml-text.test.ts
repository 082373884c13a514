import { describe, expect, test } from 'vitest';
import { textFromBytes } from '../../probes/shared/schema/byte-string.ts';
import { yamlLine, yamlText } from '../../src/config/yaml-text.ts';

describe('one line', () => {
  test.each([
    { name: 'words', text: 'a b', line: 'a b' },
    { name: 'a colon within a word', text: 'a:b', line: 'a:b' },
    { name: 'a number sign within a word', text: 'a#b', line: 'a#b' },
    { name: 'brackets within a word', text: 'a[b]{c}, d', line: 'a[b]{c}, d' },
    { name: 'a regular expression', text: '^(.*)$', line: '^(.*)$' },
    { name: 'a word with a dash', text: '-a', line: '-a' },
    { name: 'letters beyond ASCII', text: 'ä 日本', line: 'ä 日本' },
    { name: 'the placeholder of a secret', text: '<secret>', line: '<secret>' },
    { name: 'quotes within a word', text: 'it\'s "q"', line: 'it\'s "q"' },
    { name: 'a backslash', text: String.raw`a\b`, line: String.raw`a\b` },
    { name: 'a boolean that is none in Go', text: 'tRUE', line: 'tRUE' },
  ])('is plain for $name', ({ text, line }) => {
    expect(yamlLine(text)).toBe(line);
  });

  test.each([
    { name: 'a colon and a space', text: 'a: b', line: "'a: b'" },
    { name: 'a colon at the end', text: 'a:', line: "'a:'" },
    { name: 'what would be a comment', text: 'a #b', line: "'a #b'" },
    { name: 'what would be a list', text: '- a', line: "'- a'" },
    { name: 'what would end the document', text: '--- a', line: "'--- a'" },
    { name: 'a list in brackets', text: '[a]', line: "'[a]'" },
    { name: 'an alias', text: '*a', line: "'*a'" },
    { name: 'a space at the start', text: ' a', line: "' a'" },
    { name: 'a space at the end', text: 'a ', line: "'a '" },
    { name: 'a quote at the start', text: "'a'", line: "'''a'''" },
  ])('is in single quotes for $name', ({ text, line }) => {
    expect(yamlLine(text)).toBe(line);
  });

  const words = 'true True yes n off null ~ = <<';
  const integers = '12 010 0o10 0x1F 0b1 1_000 +5 08 1:30';
  const others = '.5 1. 1e3 .inf -.inf .nan 190:20:30.5 2001-01-01 2001-01-01T00:00:00Z';
  test.each(['', ...`${words} ${integers} ${others}`.split(' ')])(
    'is in double quotes for "%s", which is no text without',
    (text) => {
      expect(yamlLine(text)).toBe(`"${text}"`);
    },
  );

  test.each([
    { name: 'a tab', text: 'a\tb', line: String.raw`"a\tb"` },
    { name: 'line breaks', text: 'a\r\nb', line: String.raw`"a\r\nb"` },
    { name: 'a line break of a key', text: 'a\nb', line: String.raw`"a\nb"` },
    { name: 'control characters', text: '\0\x01\x1b\x7f', line: String.raw`"\0\x01\e\x7F"` },
    { name: 'other line breaks', text: '\x85\u2028\u2029', line: String.raw`"\N\L\P"` },
    { name: 'a byte order mark', text: '\ufeffa', line: String.raw`"\uFEFFa"` },
    { name: 'a character beyond the first plane', text: '\u{1f389}', line: String.raw`"\U0001F389"` },
    { name: 'quotes and backslashes beside one', text: '"\\\t', line: String.raw`"\"\\\t"` },
  ])('escapes $name', ({ text, line }) => {
    expect(yamlLine(text)).toBe(line);
  });

  test('is base64 for bytes that are not UTF-8', () => {
    expect(yamlLine(textFromBytes(Buffer.of(0xfe, 0xfe, 0xfd)))).toBe('!!binary /v79');
  });
});

describe('several lines', () => {
  test.each([
    { name: 'no line break at the end', text: 'a\nb', first: '|-', block: ['a', 'b'] },
    { name: 'one line break at the end', text: 'a\nb\n', first: '|', block: ['a', 'b'] },
    { name: 'two line breaks at the end', text: 'a\n\n', first: '|+', block: ['a', ''] },
    { name: 'an empty line', text: 'a\n\nb\n', first: '|', block: ['a', '', 'b'] },
    { name: 'a deeper line', text: 'a\n  b\n', first: '|', block: ['a', '  b'] },
    { name: 'a space at the start', text: ' a\nb', first: '|4-', block: [' a', 'b'] },
    { name: 'a line break at the start', text: '\na', first: '|4-', block: ['', 'a'] },
    { name: 'nothing but a line break', text: '\n', first: '|4+', block: [''] },
    {
      name: 'what a line alone has in quotes',
      text: "x: '#y'\n- 1\n",
      first: '|',
      block: ["x: '#y'", '- 1'],
    },
  ])('are a literal block with $name', ({ text, first, block }) => {
    expect(yamlText(text, 4)).toEqual({ first, block });
  });

  test.each([
    { name: 'a space before a line break', text: 'a \nb', first: String.raw`"a \nb"` },
    { name: 'a space at the end', text: 'a\n ', first: String.raw`"a\n "` },
    { name: 'a tab', text: 'a\n\tb', first: String.raw`"a\n\tb"` },
    { name: 'a carriage return', text: 'a\r\nb\n', first: String.raw`"a\r\nb\n"` },
  ])('are one in quotes with $name', ({ text, first }) => {
    expect(yamlText(text, 4)).toEqual({ first, block: [] });
  });
});
