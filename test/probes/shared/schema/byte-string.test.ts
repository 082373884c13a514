import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesFromText, hasRawBytes, textFromBytes } from '../../../../probes/shared/schema/byte-string.ts';

test.each([
  ['text as it is', 'grüße €𝄞', 'grüße €𝄞'],
  ['bytes that begin no character', '\xff\x80', '\udcff\udc80'],
  ['a character cut short', 'a\xe2\x82', 'a\udce2\udc82'],
  [
    'a character in too many bytes',
    '\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf',
    '\udcc0\udcaf\udce0\udc80\udcaf\udcf0\udc80\udc80\udcaf',
  ],
  ['half a surrogate pair', '\xed\xa0\x80', '\udced\udca0\udc80'],
  ['a character beyond Unicode', '\xf4\x90\x80\x80', '\udcf4\udc90\udc80\udc80'],
  ['the start of a PostgreSQL session', '\0\0\0\x08\x04\xd2\x16\x2f', '\0\0\0\x08\x04\udcd2\x16/'],
])('decodes %s', (_, bytes, text) => {
  const source = text === bytes ? Buffer.from(bytes) : Buffer.from(bytes, 'latin1');
  expect(textFromBytes(source)).toBe(text);
});

test('gives every sequence of bytes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(bytesFromText(textFromBytes(bytes))).toEqual(Buffer.from(bytes));
    }),
  );
});

test('encodes text as UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(bytesFromText(text)).toEqual(Buffer.from(text, 'utf8'));
    }),
  );
});

test('tells bytes from text', () => {
  expect([hasRawBytes('𝄞€'), hasRawBytes(textFromBytes(Buffer.of(0xff)))]).toEqual([false, true]);
});
