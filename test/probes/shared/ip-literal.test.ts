import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ipBytes, parseIpLiteral, withoutZone } from '../../../probes/shared/ip-literal.ts';

test.each([
  ['IPv4', '192.0.2.1', 4, '192.0.2.1'],
  ['IPv6', '2001:db8::1', 6, '2001:db8::1'],
  ['IPv6 at length', '2001:0DB8:0:0:0:0:0:1', 6, '2001:db8::1'],
  ['IPv6 with a zone', 'fe80:0::1%eth0', 6, 'fe80::1%eth0'],
  ['IPv4-mapped with dots', '::ffff:127.0.0.1', 4, '127.0.0.1'],
  ['IPv4-mapped in hexadecimal', '::FFFF:7f00:1', 4, '127.0.0.1'],
  ['IPv4-compatible', '::1.2.3.4', 6, '::1.2.3.4'],
] as const)('reads %s', (...[, text, family, address]) => {
  expect(parseIpLiteral(text)).toEqual({ family, address });
});

test.each([
  ['an empty text', ''],
  ['a short IPv4 form', '127.1'],
  ['a decimal IPv4 form', '2130706433'],
  ['a hexadecimal octet', '0x7f.0.0.1'],
  ['an octet with a leading zero', '127.0.0.01'],
  ['a trailing dot', '127.0.0.1.'],
  ['brackets', '[::1]'],
  ['blanks', ' ::1'],
  ['an empty zone', '::1%'],
  ['a name', 'localhost'],
])('takes %s for a name', (_name, text) => {
  expect(parseIpLiteral(text)).toBeUndefined();
});

test('drops a zone and nothing else', () => {
  expect(withoutZone({ family: 6, address: 'fe80::1%eth0' })).toEqual({ family: 6, address: 'fe80::1' });
  expect(withoutZone({ family: 4, address: '192.0.2.1' })).toEqual({ family: 4, address: '192.0.2.1' });
});

test('gives back the bytes of any IPv4 address', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (bytes) => {
      expect(ipBytes({ family: 4, address: bytes.join('.') })).toEqual(bytes);
    }),
  );
});

test('gives back the bytes of any IPv6 address, however it was shortened', () => {
  const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xff_ff }));
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      const parsed = parseIpLiteral(groups.map((value) => value.toString(16)).join(':'));
      const bytes = groups.flatMap((value) => [value >>> 8, value & 0xff]);
      const mapped = parsed?.family === 4;
      expect(parsed && [...ipBytes(parsed)]).toEqual(mapped ? bytes.slice(12) : bytes);
    }),
  );
});
