import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatByteSize, parseByteSize } from '../../../../probes/shared/schema/byte-size.ts';

describe('parsing', () => {
  test.each([
    ['0', 0],
    ['-0', 0],
    ['0B', 0],
    ['1500B', 1500],
    ['10MB', 10_485_760],
    ['10MiB', 10_485_760],
    ['1.5MB', 1_572_864],
    ['.5KB', 512],
    ['+1KB', 1024],
    ['1GB2MB', 1_075_838_976],
    ['1KiB476B', 1500],
    ['0.9B', 0],
    ['-0.5B', 0],
    ['1EB', 2 ** 60],
    ['7EiB', 7 * 2 ** 60],
  ])('reads %s as %d bytes', (text, bytes) => {
    expect(parseByteSize(text)).toEqual({ ok: true, bytes });
  });

  test.each(['-1MB', '8EiB', '-8EB'])('reads %s as more than any body has', (text) => {
    expect(parseByteSize(text)).toEqual({ ok: true, bytes: Number.POSITIVE_INFINITY });
  });

  test.each([
    ['nothing', ''],
    ['a sign alone', '-'],
    ['a number without a unit', '10'],
    ['a negative number without a unit', '-1'],
    ['small letters', '10kb'],
    ['a small prefix', '10kB'],
    ['a prefix alone', '10M'],
    ['a blank', '10 MB'],
    ['a unit without a number', 'MB'],
    ['a point without a digit', '.MB'],
    ['both notations', '1MB1KiB'],
    ['a trailing number', '1MB5'],
    ['too much', '9EB'],
    ['far too much', `${'9'.repeat(400)}B`],
  ])('refuses %s', (_, text) => {
    expect(parseByteSize(text).ok).toBe(false);
  });
});

describe('printing', () => {
  test.each([
    [0, '0B'],
    [1500, '1KiB476B'],
    [1_572_864, '1MiB512KiB'],
    [10_485_760, '10MiB'],
    [7 * 2 ** 60, '7EiB'],
    [Number.POSITIVE_INFINITY, '7EiB1023PiB1023TiB1023GiB1023MiB1023KiB1022B'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatByteSize(bytes)).toBe(text);
  });

  test('and parsing undo each other', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => {
        expect(parseByteSize(formatByteSize(bytes))).toEqual({ ok: true, bytes });
      }),
    );
  });
});
