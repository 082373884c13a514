import { expect, test } from 'vitest';
import { parseGoInteger, plainKind } from '../../../../probes/shared/schema/plain-scalar.ts';

test.each([
  ['', 'null'],
  ['~', 'null'],
  ['Null', 'null'],
  ['nULL', 'text'],
  ['TRUE', 'bool'],
  ['yes', 'text'],
  ['0', 'int'],
  ['-010', 'int'],
  ['0x_f', 'int'],
  ['18446744073709551615', 'int'],
  ['18446744073709551616', 'float'],
  ['08', 'float'],
  ['1.', 'float'],
  ['-.5', 'float'],
  ['1e400', 'text'],
  ['+.inf', 'float'],
  ['.NaN', 'float'],
  ['._5', 'text'],
  ['_1', 'text'],
  ['0x', 'text'],
  ['5s', 'text'],
  ['2001-01-01', 'text'],
])('takes "%s" for %s', (text, kind) => {
  expect(plainKind(text)).toBe(kind);
});

test.each([
  ['200', 200],
  ['0x10', 16],
  ['0X1f', 31],
  ['010', 8],
  ['0o17', 15],
  ['0b11', 3],
  ['-0b11', -3],
  ['1_0', 10],
  ['08', 8],
  ['+5', 5],
  ['5.9', 5],
  ['-5.9', -5],
  ['-0.5', 0],
  ['1e2', 100],
  ['9223372036854775807', Number(2n ** 63n)],
  ['-1e300', -Number(2n ** 63n)],
  ['-.inf', -Number(2n ** 63n)],
])('reads %s as the integer %d', (text, value) => {
  expect(parseGoInteger(text)).toBe(value);
});

test.each(['9223372036854775808', '18446744073709551616', '1e19', '.inf', '.nan', 'yes', ''])(
  'reads no integer from "%s"',
  (text) => {
    expect(parseGoInteger(text)).toBeUndefined();
  },
);
