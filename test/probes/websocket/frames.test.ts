import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame, type FrameProgress, FrameReader, opcodes } from '../../../probes/websocket/frames.ts';
import { serverFrame } from '../../helpers/websocket-peer.ts';

const maxPayloadBytes = 70_000;

function readAll(bytes: Buffer, cuts: readonly number[] = []): FrameProgress[] {
  const reader = new FrameReader(maxPayloadBytes);
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  const found: FrameProgress[] = [];
  let from = 0;
  for (const to of places) {
    reader.push(bytes.subarray(from, to));
    from = to;
    for (let next = reader.next(); next.kind !== 'incomplete'; next = reader.next()) {
      found.push(next);
      if (next.kind !== 'frame') return found;
    }
  }
  return found;
}

test.each([
  ['a text', '81026869', { isLast: true, opcode: 1, payload: Buffer.from('hi') }],
  ['an empty ping', '8900', { isLast: true, opcode: 9, payload: Buffer.alloc(0) }],
  ['a first fragment', '020161', { isLast: false, opcode: 2, payload: Buffer.from('a') }],
  [
    'a length in more bytes than it needs',
    '817e000161',
    { isLast: true, opcode: 1, payload: Buffer.from('a') },
  ],
])('reads %s', (...[, hex, frame]) => {
  expect(readAll(Buffer.from(hex, 'hex'))).toEqual([{ kind: 'frame', frame }]);
});

test.each([
  ['a masked frame', '8180', /masked/u],
  ['the first reserved bit', 'c100', /reserved bits/u],
  ['the last reserved bit', '9100', /reserved bits/u],
  ['a data opcode that is not defined', '8300', /opcode 3/u],
  ['a control opcode that is not defined', '8b00', /opcode 11/u],
  ['a ping in fragments', '0900', /in fragments/u],
  ['a close of more than 125 bytes', '887e', /125 bytes/u],
  ['a length of 2^63', '827f8000000000000000', /2\^63/u],
])('refuses %s as soon as it shows', (...[, hex, detail]) => {
  const [refused] = readAll(Buffer.from(hex, 'hex'));
  expect(refused?.kind).toBe('malformed');
  expect(refused).toHaveProperty('detail', expect.stringMatching(detail));
});

test.each([
  ['one byte more than the limit', '827f0000000000011171', 70_001n],
  ['2^63 - 1', '827f7fffffffffffffff', 9_223_372_036_854_775_807n],
])('does not wait for a payload of %s', (...[, hex, lengthBytes]) => {
  expect(readAll(Buffer.from(hex, 'hex'))).toEqual([{ kind: 'too_large', lengthBytes }]);
});

const payload = fc.oneof(
  fc.uint8Array(),
  fc.constantFrom(125, 126, 65_535, 65_536, maxPayloadBytes).map((length) => new Uint8Array(length).fill(7)),
);

/** Texts are compared a thousand times faster than buffers. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

test('reads frames however they were cut', () => {
  fc.assert(
    fc.property(fc.array(payload, { maxLength: 4 }), fc.array(fc.nat()), (payloads, cuts) => {
      const bytes = Buffer.concat(payloads.map((each) => serverFrame(0x82, Buffer.from(each))));
      const read = readAll(bytes, cuts).map((next) =>
        next.kind === 'frame' ? latin1(next.frame.payload) : next,
      );
      expect(read).toEqual(payloads.map(latin1));
    }),
  );
});

test('reads one byte at a time', () => {
  const bytes = serverFrame(0x81, 'x'.repeat(200));
  expect(readAll(bytes, [...bytes.keys()])).toHaveLength(1);
});

test('masks what RFC 6455, section 5.7, masks', () => {
  expect(
    encodeFrame(opcodes.text, Buffer.from('Hello'), Buffer.from('37fa213d', 'hex')).toString('hex'),
  ).toBe('818537fa213d7f9f4d5158');
});

test('masks every frame with a key of its own', () => {
  const frames = Array.from({ length: 20 }, () =>
    encodeFrame(opcodes.text, Buffer.from('same')).toString('hex'),
  );
  expect(new Set(frames).size).toBe(20);
});
