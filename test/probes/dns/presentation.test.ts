import net from 'node:net';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  base32Hex,
  ipv6Text,
  labelFromBytes,
  parameterValue,
  quotedOctets,
  quotedString,
} from '../../../probes/dns/presentation.ts';

function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

test.each([
  ['letters as they are', 'WWW-1_x', 'WWW-1_x'],
  ['what separates labels and fields', '. \'@;()"\\', '\\.\\ \\\'\\@\\;\\(\\)\\"\\\\'],
  ['control characters and bytes above ASCII', '\0\t\x1f\x7f\xff', '\\000\\009\\031\\127\\255'],
  ['other punctuation as it is', '$*,/:<=>?[]{|}~', '$*,/:<=>?[]{|}~'],
])('writes within a label %s', (_name, label, text) => {
  expect(labelFromBytes(bytes(label))).toBe(text);
});

test.each([
  ['nothing', '', '""'],
  ['quotes and backslashes', 'say "hi" \\ there', '"say \\"hi\\" \\\\ there"'],
  ['a semicolon as it is', 'v=spf1; @(x)', '"v=spf1; @(x)"'],
  ['bytes outside ASCII', '\xc3\xa9\x07', '"\\195\\169\\007"'],
])('writes as a quoted string %s', (_name, string, text) => {
  expect(quotedString(bytes(string))).toBe(text);
});

test.each([
  ['a plain text', 'le.org; x=1', '"le.org; x=1"'],
  ['a quote', 'a"b', '"a\\"b"'],
  ['an escaped quote', 'a\\"b', '"a\\"b"'],
  ['an escaped dot', 'a\\.b', '"a\\.b"'],
  ['a decimal escape', '\\065\\007', '"A\\007"'],
  ['an escape of something else', '\\a', '"a"'],
  ['a backslash at the end', 'a\\', '"a"'],
])('writes as quoted octets %s', (_name, octets, text) => {
  expect(quotedOctets(bytes(octets))).toBe(text);
});

test('escapes spaces, quotes, semicolons and backslashes in a parameter', () => {
  expect(parameterValue(bytes('/q{?dns} a;"\\\x01'))).toBe('/q{?dns}\\ a\\;\\"\\\\\\001');
});

test.each([
  ['no bytes', '', ''],
  ['one byte', 'f', 'CO'],
  ['five bytes', 'fooba', 'CPNMUOJ1'],
  ['six bytes', 'foobar', 'CPNMUOJ1E8'],
])('encodes %s in base 32 as RFC 4648 has it, without padding', (_name, text, encoded) => {
  expect(base32Hex(bytes(text))).toBe(encoded);
});

test.each([
  ['the loopback address', [0, 0, 0, 0, 0, 0, 0, 1], '::1'],
  ['no address', [0, 0, 0, 0, 0, 0, 0, 0], '::'],
  ['the first of two equal runs shortened', [0x20_01, 0xdb8, 0, 0, 1, 0, 0, 1], '2001:db8::1:0:0:1'],
  ['a single zero as it is', [0x20_01, 0xdb8, 0, 1, 1, 1, 1, 1], '2001:db8:0:1:1:1:1:1'],
  ['zeros at the end', [0xfe80, 0, 0, 0, 0, 0, 0, 0], 'fe80::'],
  ['an IPv4-mapped address', [0, 0, 0, 0, 0, 0xffff, 0x01_02, 0x03_04], '::ffff:1.2.3.4'],
  ['an IPv4-compatible address without dots', [0, 0, 0, 0, 0, 0, 0x01_02, 0x03_04], '::102:304'],
])('writes %s', (_name, groups, text) => {
  expect(ipv6Text(Buffer.from(groups.flatMap((group) => [group >>> 8, group & 0xff])))).toBe(text);
});

test('writes every IPv6 address so that it reads as the same address', () => {
  const group = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 0xffff }));
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      const text = ipv6Text(Buffer.from(groups.flatMap((value) => [value >>> 8, value & 0xff])));
      const whole = groups.map((value) => value.toString(16)).join(':');
      expect(net.isIPv6(text)).toBe(true);
      expect(new net.SocketAddress({ address: text, family: 'ipv6' }).address).toBe(
        new net.SocketAddress({ address: whole, family: 'ipv6' }).address,
      );
    }),
  );
});
