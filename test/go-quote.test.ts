import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { goQuote } from '../src/go-quote.ts';

test.each([
  { name: 'plain text', text: 'abc d', quoted: '"abc d"' },
  { name: 'an empty text', text: '', quoted: '""' },
  { name: 'quotes and backslashes', text: '"quo\\ted"', quoted: String.raw`"\"quo\\ted\""` },
  { name: 'the named escapes', text: '\u0007\b\f\n\r\t\v', quoted: String.raw`"\a\b\f\n\r\t\v"` },
  { name: 'other control characters', text: '\u0000\u001b\u007f', quoted: String.raw`"\x00\x1b\x7f"` },
  {
    name: 'C1 controls, soft hyphen, no-break space',
    text: '\u009b\u00ad\u00a0',
    quoted: String.raw`"\u009b\u00ad\u00a0"`,
  },
  { name: 'what prints', text: '€ä😀\ufffd', quoted: '"€ä😀\ufffd"' },
  { name: 'an unassigned character beyond the BMP', text: '\u{e0001}', quoted: String.raw`"\U000e0001"` },
  { name: 'a lone surrogate', text: '\ud800', quoted: String.raw`"\ufffd"` },
])('quotes $name as Go does', ({ text, quoted }) => {
  expect(goQuote(text)).toBe(quoted);
});

test('a quoted text is always one line without control characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(goQuote(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    }),
  );
});
