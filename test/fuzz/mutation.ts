/** Recorded bytes, changed as faulty or malicious peers change them. */
import * as fc from 'fast-check';

/** One change; places are fractions of the length, so that they fit whatever earlier changes left. */
type Change = (bytes: Buffer) => Buffer;

/** Where parsers change their minds: signs, ends of ranges, and the bytes that protocols are made of. */
const telling = fc.constantFrom(
  0x00,
  0x01,
  0x0a,
  0x0c,
  0x0d,
  0x1f,
  0x20,
  0x22,
  0x2d,
  0x30,
  0x39,
  0x3a,
  0x3f,
  0x40,
  0x5c,
  0x7e,
  0x7f,
  0x80,
  0x81,
  0x82,
  0xbf,
  0xc0,
  0xc1,
  0xe0,
  0xf0,
  0xfe,
  0xff,
);
const byte = fc.oneof(telling, fc.nat(255));
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

function at(bytes: Buffer, fraction: number): number {
  return Math.floor(fraction * bytes.length);
}

function spliced(bytes: Buffer, start: number, removed: number, put: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(start + removed)]);
}

const overwrite = fc.tuple(place, fc.array(byte, { minLength: 1, maxLength: 4 })).map(
  ([where, put]): Change =>
    (bytes) =>
      spliced(bytes, at(bytes, where), put.length, Buffer.from(put)),
);
const flip = fc.tuple(place, fc.nat(7)).map(
  ([where, bit]): Change =>
    (bytes) => {
      const flipped = Buffer.from(bytes);
      const index = at(bytes, where);
      if (bytes.length > 0) flipped[index] = (bytes[index] ?? 0) ^ (1 << bit);
      return flipped;
    },
);
const insert = fc.tuple(place, fc.array(byte, { minLength: 1, maxLength: 16 })).map(
  ([where, put]): Change =>
    (bytes) =>
      spliced(bytes, at(bytes, where), 0, Buffer.from(put)),
);
const remove = fc.tuple(place, fc.integer({ min: 1, max: 32 })).map(
  ([where, count]): Change =>
    (bytes) =>
      spliced(bytes, at(bytes, where), count, Buffer.of()),
);
const truncate = place.map(
  (where): Change =>
    (bytes) =>
      bytes.subarray(0, at(bytes, where)),
);
const repeat = fc.tuple(place, fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 40 })).map(
  ([where, length, times]): Change =>
    (bytes) => {
      const start = at(bytes, where);
      const part = bytes.subarray(start, start + length);
      return spliced(bytes, start, 0, Buffer.concat(Array.from({ length: times }, () => part)));
    },
);
/** Numbers in text become ones that do not fit, and short words of binary lengths. */
const number = fc
  .tuple(place, fc.constantFrom('0', '-1', '4294967296', '9'.repeat(30), '1e9', '0x10', ''))
  .map(
    ([where, put]): Change =>
      (bytes) => {
        const rest = bytes.toString('latin1', at(bytes, where));
        const found = /\d+/.exec(rest);
        if (found === null) return bytes;
        return spliced(bytes, at(bytes, where) + found.index, found[0].length, Buffer.from(put));
      },
  );

const change = fc.oneof(
  { weight: 4, arbitrary: overwrite },
  { weight: 3, arbitrary: flip },
  { weight: 2, arbitrary: insert },
  { weight: 2, arbitrary: remove },
  { weight: 1, arbitrary: truncate },
  { weight: 1, arbitrary: repeat },
  { weight: 1, arbitrary: number },
);

/**
 * The recordings, each with up to six changes; one in some is put together of the beginning of one and the end of
 * another.
 */
export function mutated(recordings: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const recording = fc.constantFrom(...recordings);
  const joined = fc
    .tuple(recording, recording, place)
    .map(([head, tail, where]) =>
      Buffer.concat([head.subarray(0, at(head, where)), tail.subarray(at(tail, where))]),
    );
  return fc
    .tuple(
      fc.oneof({ weight: 6, arbitrary: recording }, { weight: 1, arbitrary: joined }),
      fc.array(change, { maxLength: 6 }),
    )
    .map(([bytes, changes]) => changes.reduce((changed, apply) => apply(changed), bytes));
}

/** The same bytes in portions, as a network may deliver them. */
export function inPortions(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [...new Set(cuts.map((fraction) => at(bytes, fraction)))].sort((a, b) => a - b);
  return [0, ...places].map((start, index) => bytes.subarray(start, places[index] ?? bytes.length));
}

/** Where to cut for {@link inPortions}. */
export const cuts = fc.array(place, { maxLength: 8 });
