import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeEcho,
  echoPayload,
  encodeEchoRequest,
  internetChecksum,
  maxPayloadBytes,
} from '../../../probes/icmp/echo.ts';

test.each([
  { sizeBytes: 0, text: 'Prometheus Blackbox Exporter' },
  { sizeBytes: 1, text: 'P' },
  { sizeBytes: 28, text: 'Prometheus Blackbox Exporter' },
  { sizeBytes: 30, text: 'Prometheus Blackbox Exporter\0\0' },
])('a payload of size $sizeBytes is "$text"', ({ sizeBytes, text }) => {
  expect(echoPayload(sizeBytes).toString('latin1')).toBe(text);
});

test.each([
  { family: 4 as const, hex: '0800428000070009466f6f' },
  { family: 6 as const, hex: '8000000000070009466f6f' },
])('an echo request of IPv$family is laid out as its RFC says', ({ family, hex }) => {
  const request = encodeEchoRequest(family, { identifier: 7, sequence: 9 }, Buffer.from('Foo'));
  expect(request.toString('hex')).toBe(hex);
});

describe('the checksum', () => {
  // RFC 1071, section 3.
  test('of the example in its RFC is the complement of ddf2', () => {
    expect(internetChecksum(Buffer.from('0001f203f4f5f6f7', 'hex'))).toBe(0xddf2 ^ 0xffff);
  });

  test('of the largest message does not overflow', () => {
    expect(internetChecksum(Buffer.alloc(maxPayloadBytes + 8, 0xff))).toBe(0x00ff);
  });

  test('of a message that holds its own is 0, and of one with a bit flipped is not', () => {
    const bytes = fc.uint8Array({ minLength: 0, maxLength: 100 });
    fc.assert(
      fc.property(bytes, fc.nat(), fc.nat(7), (payload, at, bit) => {
        const request = encodeEchoRequest(4, { identifier: 1, sequence: 2 }, payload);
        expect(internetChecksum(request)).toBe(0);
        const index = at % request.length;
        request.writeUInt8(request.readUInt8(index) ^ (1 << bit), index);
        expect(internetChecksum(request)).not.toBe(0);
      }),
    );
  });
});

describe('reading a message', () => {
  const family = fc.constantFrom(4 as const, 6 as const);

  test('gives back what was encoded', () => {
    const number = fc.nat(0xffff);
    fc.assert(
      fc.property(family, number, number, fc.uint8Array(), (family, identifier, sequence, payload) => {
        const request = encodeEchoRequest(family, { identifier, sequence }, payload);
        expect(decodeEcho(family, request)).toEqual({
          kind: 'request',
          identifier,
          sequence,
          payload: Buffer.from(payload),
        });
      }),
    );
  });

  test.each([
    { name: 'a reply', family: 4 as const, hex: '0000ffff00010002', kind: 'reply' },
    { name: 'a reply of IPv6', family: 6 as const, hex: '8100ffff00010002', kind: 'reply' },
    { name: 'a reply with a code', family: 4 as const, hex: '0001ffff00010002', kind: undefined },
    { name: 'an error', family: 4 as const, hex: '0301ffff00000000', kind: undefined },
    { name: 'a reply of the other family', family: 6 as const, hex: '0000ffff00010002', kind: undefined },
    { name: 'half a header', family: 4 as const, hex: '0000ffff', kind: undefined },
    { name: 'nothing', family: 4 as const, hex: '', kind: undefined },
  ])('takes $name for $kind', ({ family, hex, kind }) => {
    expect(decodeEcho(family, Buffer.from(hex, 'hex'))?.kind).toBe(kind);
  });

  test('gives an answer for any bytes', () => {
    fc.assert(
      fc.property(family, fc.uint8Array(), (family, bytes) => {
        expect(() => decodeEcho(family, Buffer.from(bytes))).not.toThrow();
      }),
    );
  });
});
