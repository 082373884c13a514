import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { subjectOf } from '../../../../probes/shared/regexp/regexp.ts';
import { decodeUtf8, runeAt, sequenceLength } from '../../../../probes/shared/regexp/utf8.ts';

describe('decodeUtf8', () => {
  test.each([
    { name: 'nothing', hex: '', text: '' },
    { name: 'ASCII', hex: '47 6f', text: 'Go' },
    { name: 'NUL and other control characters', hex: '61 00 1b 7f', text: 'a\u0000\u001b\u007f' },
    { name: 'two, three and four bytes', hex: 'c3 a9 e2 82 ac f0 9f 98 80', text: 'é€😀' },
    { name: 'the last of each length', hex: 'df bf ef bf bf f4 8f bf bf', text: '\u07ff\uffff\u{10ffff}' },
    { name: 'a byte order mark, kept', hex: 'ef bb bf 61', text: '\ufeffa' },
    { name: 'a replacement character that was sent', hex: 'ef bf bd', text: '\ufffd' },
    { name: 'Latin-1', hex: '63 61 66 e9 21', text: 'caf\ufffd!' },
    { name: 'a lonely continuation byte', hex: '80 61', text: '\ufffda' },
    { name: 'a truncated sequence of two', hex: 'c3', text: '\ufffd' },
    { name: 'a truncated sequence of three, one for each byte', hex: 'e2 82', text: '\ufffd\ufffd' },
    {
      name: 'a truncated sequence of four, one for each byte',
      hex: 'f0 9f 98 61',
      text: '\ufffd\ufffd\ufffda',
    },
    { name: 'a sequence broken by the next', hex: 'e2 c3 a9', text: '\ufffdé' },
    { name: 'overlong two', hex: 'c0 af', text: '\ufffd\ufffd' },
    { name: 'overlong three', hex: 'e0 80 af', text: '\ufffd\ufffd\ufffd' },
    { name: 'overlong four', hex: 'f0 80 80 af', text: '\ufffd\ufffd\ufffd\ufffd' },
    { name: 'a surrogate', hex: 'ed a0 80', text: '\ufffd\ufffd\ufffd' },
    { name: 'above U+10FFFF', hex: 'f4 90 80 80', text: '\ufffd\ufffd\ufffd\ufffd' },
    { name: 'bytes that never occur', hex: 'f5 fe ff', text: '\ufffd\ufffd\ufffd' },
  ])('decodes $name', ({ hex, text }) => {
    const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
    expect(decodeUtf8(bytes)).toBe(text);
    expect(subjectOf(bytes).text).toBe(text);
  });

  test('reads only the part that a view shows', () => {
    const whole = Buffer.from('abcdef\xff', 'latin1');
    expect(decodeUtf8(new Uint8Array(whole.buffer, whole.byteOffset + 2, 3))).toBe('cde');
    expect(subjectOf(new Uint8Array(whole.buffer, whole.byteOffset + 5, 2)).text).toBe('f\ufffd');
  });

  test('gives back any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeUtf8(Buffer.from(text))).toBe(text);
      }),
    );
  });

  test('agrees with reading one code point after the other', () => {
    const bytes = fc.uint8Array({ maxLength: 40 });
    const likelyBytes = fc
      .array(fc.constantFrom(0x61, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc3, 0xe0, 0xe2, 0xed, 0xf0, 0xf4))
      .map((list) => Uint8Array.from(list));
    fc.assert(
      fc.property(fc.oneof(bytes, likelyBytes), (content) => {
        let text = '';
        for (let at = 0; at < content.length; ) {
          const length = sequenceLength(content, at);
          text += String.fromCodePoint(runeAt(content, at, length));
          at += Math.max(1, length);
        }
        expect(decodeUtf8(content)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('sequenceLength', () => {
  test('knows exactly the sequences that TextDecoder knows', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const isWhole = (bytes: Uint8Array): boolean => {
      try {
        return strict.decode(bytes).length > 0;
      } catch {
        return false;
      }
    };
    const edges = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
    for (let lead = 0; lead < 256; lead += 1) {
      for (const second of edges) {
        for (const third of edges) {
          const bytes = Uint8Array.of(lead, second, third, 0x80);
          const lengths = [1, 2, 3, 4].filter((length) => isWhole(bytes.subarray(0, length)));
          expect([lead, second, third, sequenceLength(bytes, 0)]).toEqual([
            lead,
            second,
            third,
            lengths[0] ?? 0,
          ]);
        }
      }
    }
  });
});

describe('subjectOf', () => {
  test('takes a string for its UTF-8 encoding', () => {
    expect([...subjectOf('é\u0000').bytes]).toEqual([0xc3, 0xa9, 0]);
    expect(subjectOf('é😀').text).toBe('é😀');
  });

  test('replaces half a surrogate pair in a string', () => {
    expect(subjectOf('a\ud800b').text).toBe('a\ufffdb');
  });
});
