import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeControlMessages } from '../../../probes/icmp/control-messages.ts';

/** IP_TTL of 64, as a kernel with 64 bits gives it. */
const ttl64 = '140000000000000000000000020000004000000000000000';
/** IP_RECVERR: host unreachable, reported by 10.250.0.2. */
const error64 =
  '3000000000000000000000000b00000071000000020301000000000000000000020000000afa00020000000000000000';
/** IPV6_HOPLIMIT of 57 from a kernel with 32 bits. */
const hopLimit32 = '10000000290000003400000039000000';
/** IPV6_RECVERR: packet too big, 1400 bytes would pass, reported by fd99::4. */
const tooBig64 =
  '3c0000000000000029000000190000005a0000000302000078050000000000000a00000000000000fd99000000000000000000000000000400000000';

test.each([
  { name: 'a TTL', hex: ttl64, wordBytes: 8, found: { hopLimit: 64 } },
  { name: 'a hop limit of a 32-bit kernel', hex: hopLimit32, wordBytes: 4, found: { hopLimit: 57 } },
  {
    name: 'a TTL and an error',
    hex: ttl64 + error64,
    wordBytes: 8,
    found: {
      hopLimit: 64,
      icmpError: { type: 3, code: 1, info: 0, reporter: { family: 4, address: '10.250.0.2' } },
    },
  },
  {
    name: 'an error of IPv6',
    hex: tooBig64,
    wordBytes: 8,
    found: { icmpError: { type: 2, code: 0, info: 1400, reporter: { family: 6, address: 'fd99::4' } } },
  },
  {
    name: 'an error whose reporter is not known',
    hex: error64.replace('020000000afa0002', '0000000000000000'),
    wordBytes: 8,
    found: { icmpError: { type: 3, code: 1, info: 0 } },
  },
  {
    name: "nothing in the kernel's own error",
    hex: error64.replace('0203010000', '0103010000'),
    wordBytes: 8,
    found: {},
  },
  { name: 'nothing in another kind', hex: ttl64.replace('02000000', '63000000'), wordBytes: 8, found: {} },
  { name: 'nothing in what is cut short', hex: ttl64.slice(0, 34), wordBytes: 8, found: {} },
  { name: 'nothing in nothing', hex: '', wordBytes: 8, found: {} },
])('finds $name', ({ hex, wordBytes, found }) => {
  expect(decodeControlMessages(Buffer.from(hex, 'hex'), wordBytes)).toEqual(found);
});

test('gives an answer for any bytes', () => {
  const kind = fc.constantFrom(ttl64, error64, tooBig64, hopLimit32);
  fc.assert(
    fc.property(kind, fc.uint8Array(), fc.nat(80), fc.constantFrom(4, 8), (hex, noise, at, wordBytes) => {
      const bytes = Buffer.from(hex, 'hex');
      bytes.set(noise.subarray(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length));
      expect(() => decodeControlMessages(bytes, wordBytes)).not.toThrow();
      expect(() => decodeControlMessages(Buffer.from(noise), wordBytes)).not.toThrow();
    }),
  );
});
