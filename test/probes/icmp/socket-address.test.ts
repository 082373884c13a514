import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeSocketAddress, encodeSocketAddress, isSameHost } from '../../../probes/icmp/socket-address.ts';
import { parseIpLiteral } from '../../../probes/shared/ip-literal.ts';

const address = fc.oneof(fc.ipV4(), fc.ipV6()).map((text) => {
  const parsed = parseIpLiteral(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
});

test.each([
  { address: { family: 4 as const, address: '192.0.2.1' }, hex: '02001234c00002010000000000000000' },
  {
    address: { family: 6 as const, address: 'fe80::1%eth0' },
    hex: '0a00123400000000fe80000000000000000000000000000105000000',
  },
])('lays out $address.address as Linux does', ({ address, hex }) => {
  expect(encodeSocketAddress(address, 0x1234, 5).toString('hex')).toBe(hex);
});

test('gives back the address that was encoded', () => {
  fc.assert(
    fc.property(address, (address) => {
      expect(decodeSocketAddress(encodeSocketAddress(address, 1, 2))).toEqual(address);
    }),
  );
});

test.each([
  { name: 'nothing', hex: '' },
  { name: 'a local socket', hex: '01002f746d702f7800000000000000000000000000000000' },
  { name: 'half an IPv6 address', hex: '0a00123400000000fe80000000000000' },
])('finds no address in $name', ({ hex }) => {
  expect(decodeSocketAddress(Buffer.from(hex, 'hex'))).toBeUndefined();
});

describe('the same host', () => {
  const ip6 = { family: 6 as const, address: 'fe80::1' };

  test('is an equal address, whatever the port', () => {
    fc.assert(
      fc.property(address, address, (one, other) => {
        const isEqual = one.address === other.address;
        expect(isSameHost(encodeSocketAddress(one, 1, 0), encodeSocketAddress(other, 2, 0))).toBe(isEqual);
        expect(isSameHost(encodeSocketAddress(one, 1, 0), encodeSocketAddress(one, 2, 0))).toBe(true);
      }),
    );
  });

  test.each([
    { from: 1, to: 1, same: true },
    { from: 1, to: 2, same: false },
    { from: 0, to: 2, same: true },
  ])('on interface $from is, for one asked for on interface $to: $same', ({ from, to, same }) => {
    expect(isSameHost(encodeSocketAddress(ip6, 0, from), encodeSocketAddress(ip6, 0, to))).toBe(same);
  });

  test('has a bare address at all', () => {
    expect(isSameHost(Buffer.alloc(0), encodeSocketAddress(ip6, 0, 0))).toBe(false);
  });
});
