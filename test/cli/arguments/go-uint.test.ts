import { expect, test } from 'vitest';
import { parseGoUint } from '../../../src/cli/arguments/go-uint.ts';

test.each([
  { text: '0', value: 0 },
  { text: '100', value: 100 },
  { text: '1_000', value: 1000 },
  { text: '0x1F', value: 31 },
  { text: '0b101', value: 5 },
  { text: '0o17', value: 15 },
  { text: '017', value: 15 },
  { text: '9007199254740991', value: Number.MAX_SAFE_INTEGER },
])('$text is $value', ({ text, value }) => {
  expect(parseGoUint(text)).toBe(value);
});

test.each(['', '-1', '+1', '1.5', '1e3', '08', '0x', '1__0', '1_', '_1', ' 1', '9007199254740992'])(
  '"%s" is no whole number from 0 up',
  (text) => {
    expect(parseGoUint(text)).toBeUndefined();
  },
);
