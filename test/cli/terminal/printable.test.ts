import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableLines } from '../../../src/cli/terminal/printable.ts';

test.each([
  { name: 'plain words', text: 'SSH-2.0-OpenSSH_9.6', shown: 'SSH-2.0-OpenSSH_9.6' },
  { name: 'letters of other alphabets', text: 'Zürich 東京 ✓', shown: 'Zürich 東京 ✓' },
  { name: 'an ANSI colour', text: '\u001b[31mred', shown: '\\x1b[31mred' },
  { name: 'the one-character CSI', text: '\u009b2J', shown: '\\x9b2J' },
  { name: 'line breaks and tabs', text: 'a\r\n\tb', shown: 'a\\r\\n\\tb' },
  { name: 'NUL and DEL', text: '\u0000\u007f', shown: '\\x00\\x7f' },
  { name: 'a change of direction', text: 'a\u202eb', shown: 'a\\u{202e}b' },
  { name: 'a line separator', text: 'a\u2028b', shown: 'a\\u{2028}b' },
  { name: 'half a surrogate pair', text: 'a\ud800b', shown: 'a\\u{d800}b' },
  { name: 'a tag character beyond the BMP', text: '\u{e0041}', shown: '\\u{e0041}' },
])('shows $name harmlessly', ({ text, shown }) => {
  expect(printable(text)).toBe(shown);
});

test('leaves nothing in any text that is not for reading', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test('keeps the lines of a text that has lines', () => {
  expect(printableLines('a\u001b\nb\r\n')).toBe('a\\x1b\nb\\r\n');
});
