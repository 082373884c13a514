import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DerReader,
  decode,
  derTag,
  elementsOf,
  objectIdentifierText,
  smallInteger,
  timeSeconds,
} from '../../../../probes/shared/tls/der.ts';
import { der, integer, octetString, oid, sequence, time } from '../../../helpers/der-writer.ts';

function firstOf(bytes: Uint8Array) {
  return new DerReader(Buffer.from(bytes)).next();
}

describe('an element', () => {
  test('is read back as it was written, whatever its length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70_000 }), fc.uint8Array({ maxLength: 5 }), (content, rest) => {
        const written = octetString(content);
        const reader = new DerReader(Buffer.concat([written, rest]));
        const element = reader.next();
        expect(element.tag).toBe(derTag.octetString);
        expect(element.content.equals(content)).toBe(true);
        expect(element.whole.equals(written)).toBe(true);
        expect(reader.done).toBe(rest.length === 0);
      }),
      { numRuns: 50 },
    );
  });

  test('of any bytes is read or refused, never an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const elements = decode(() => elementsOf(Buffer.from(bytes)));
        const total = elements?.reduce((sum, { whole }) => sum + whole.length, 0);
        expect(total ?? bytes.length).toBe(bytes.length);
      }),
    );
  });

  test.each([
    ['nothing', ''],
    ['a tag without a length', '30'],
    ['less content than the length says', '300500'],
    ['a length that claims two gigabytes', '30847fffffff00'],
    ['a length of five bytes', '30850000000000'],
    ['an indefinite length', '30800000'],
    ['a short length in two bytes', '30810100'],
    ['a length with a leading zero', '3082008000'],
    ['a tag number beyond 30', '1f8100'],
  ])('is refused: %s', (_, hex) => {
    expect(decode(() => firstOf(Buffer.from(hex, 'hex')))).toBeUndefined();
  });

  test('with the wrong tag is refused', () => {
    expect(decode(() => new DerReader(integer(5)).expect(derTag.sequence))).toBeUndefined();
  });

  test('that is optional leaves another one in place', () => {
    const reader = new DerReader(integer(5));
    expect(reader.optional(derTag.boolean)).toBeUndefined();
    expect(smallInteger(reader.expect(derTag.integer).content)).toBe(5);
  });

  test('left over is refused', () => {
    expect(decode(() => new DerReader(sequence()).end())).toBeUndefined();
  });
});

test('an exception that is no malformed DER is passed on', () => {
  expect(() =>
    decode(() => {
      throw new TypeError('a bug');
    }),
  ).toThrow(new TypeError('a bug'));
});

test.each(['2.5.4.3', '1.2.840.113549.1.9.1', '0.9.2342.19200300.100.1.25', '1.3.101.112'])(
  'the object identifier %s is read',
  (dotted) => {
    expect(objectIdentifierText(firstOf(oid(dotted)).content)).toBe(dotted);
  },
);

test('an object identifier with an arc beyond 2^64 is read', () => {
  const content = Buffer.from('2a82808080808080808080808000', 'hex');
  expect(objectIdentifierText(content)).toBe(`1.2.${2n ** 85n}`);
});

test.each([
  ['empty', ''],
  ['cut short', '2a86'],
])('an object identifier that is %s is refused', (_, hex) => {
  expect(decode(() => objectIdentifierText(Buffer.from(hex, 'hex')))).toBeUndefined();
});

describe('a date', () => {
  test.each([
    ['a UTCTime of this century', 0x17, '491231235959Z', 2_524_607_999],
    ['a UTCTime of the last century', 0x17, '500101000000Z', -631_152_000],
    ['a UTCTime without seconds', 0x17, '7001010001Z', 60],
    ['a UTCTime with an offset', 0x17, '700101010000+0100', 0],
    ['a UTCTime west of Greenwich', 0x17, '700101000000-0130', 5400],
    ['a GeneralizedTime beyond 2049', 0x18, '20500101000000Z', 2_524_608_000],
    ['the last second that fits', 0x18, '99991231235959Z', 253_402_300_799],
    ['the first of January of the year 1', 0x18, '00010101000000Z', -62_135_596_800],
    ['the year 0', 0x18, '00000101000000Z', -62_167_219_200],
    ['a leap day', 0x18, '20240229000000Z', 1_709_164_800],
  ])('is read: %s', (...[, tag, text, seconds]) => {
    expect(timeSeconds(firstOf(der(tag, Buffer.from(text))))).toBe(seconds);
  });

  test.each([
    ['no leap day', 0x18, '20230229000000Z'],
    ['a month too many', 0x17, '231301000000Z'],
    ['hour 24', 0x17, '230101240000Z'],
    ['a fraction', 0x18, '20230101000000.5Z'],
    ['no zone', 0x18, '20230101000000'],
    ['letters', 0x17, 'yesterday'],
    ['another type', 0x0c, '20230101000000Z'],
  ])('is refused: %s', (_, tag, text) => {
    expect(decode(() => timeSeconds(firstOf(der(tag, Buffer.from(text)))))).toBeUndefined();
  });

  test('is read back as it was written', () => {
    const whole = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(whole, (date) => {
        expect(timeSeconds(firstOf(time(date)))).toBe(Math.floor(date.getTime() / 1000));
      }),
    );
  });
});
