import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseGoFloat } from '../../src/server/go-float.ts';

test.each([
  ['0', 0],
  ['15', 15],
  ['-5', -5],
  ['+5', 5],
  ['.5', 0.5],
  ['5.', 5],
  ['1e1', 10],
  ['1E+5', 100_000],
  ['1e-400', 0],
  ['1_000', 1000],
  ['1_2.3_4e1_0', 12.34e10],
  ['0x1p2', 4],
  ['0X1.8P-1', 0.75],
  ['-0x.8p0', -0.5],
  ['0x_1p0', 1],
  ['0xFp0', 15],
  ['0x0p99999', 0],
  ['0x1p-1074', 5e-324],
  ['0x1p-9999', 0],
  ['inf', Number.POSITIVE_INFINITY],
  ['+Inf', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['NaN', Number.NaN],
])('reads %s as %d', (text, value) => {
  expect(parseGoFloat(text)).toEqual({ ok: true, value });
});

test.each([
  { text: '', why: 'invalid syntax' },
  { text: '.', why: 'invalid syntax' },
  { text: '2s', why: 'invalid syntax' },
  { text: ' 5', why: 'invalid syntax' },
  { text: '1e', why: 'invalid syntax' },
  { text: '0x10', why: 'invalid syntax' },
  { text: '0xp1', why: 'invalid syntax' },
  { text: '1__0', why: 'invalid syntax' },
  { text: '_1', why: 'invalid syntax' },
  { text: '1_', why: 'invalid syntax' },
  { text: '1_e1', why: 'invalid syntax' },
  { text: '+nan', why: 'invalid syntax' },
  { text: 'infi', why: 'invalid syntax' },
  { text: '0b1', why: 'invalid syntax' },
  { text: '٣', why: 'invalid syntax' },
  { text: '1e400', why: 'value out of range' },
  { text: '-1e400', why: 'value out of range' },
  { text: '0x1p1024', why: 'value out of range' },
])('refuses "$text": $why', ({ text, why }) => {
  expect(parseGoFloat(text)).toEqual({ ok: false, error: `strconv.ParseFloat: parsing "${text}": ${why}` });
});

test('quotes the text that it refuses', () => {
  expect(parseGoFloat('"5"\n')).toMatchObject({
    error: String.raw`strconv.ParseFloat: parsing "\"5\"\n": invalid syntax`,
  });
});

test('reads every number that JavaScript prints', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(parseGoFloat(String(value))).toEqual({
        ok: true,
        value: Number(String(value)),
      });
    }),
  );
});
