import { isUtf8 } from 'node:buffer';

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/**
 * How many bytes the UTF-8 sequence beginning at `at` has, 1 to 4; 0 when none begins there.
 *
 * Well-formed sequences are those of table 3-7 of the Unicode standard: no surrogates, nothing overlong,
 * nothing above U+10FFFF.
 */
export function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0x80;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const second = bytes[at + 1];
  if (second === undefined || !isContinuation(second)) return 0;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) {
    if (lead === 0xe0 && second < 0xa0) return 0;
    if (lead === 0xed && second > 0x9f) return 0;
    return isContinuation(bytes[at + 2]) ? 3 : 0;
  }
  if (lead === 0xf0 && second < 0x90) return 0;
  if (lead === 0xf4 && second > 0x8f) return 0;
  return isContinuation(bytes[at + 2]) && isContinuation(bytes[at + 3]) ? 4 : 0;
}

/** The code point at `at`, `length` being its {@link sequenceLength}; U+FFFD when that is 0. */
export function runeAt(bytes: Uint8Array, at: number, length: number): number {
  const lead = bytes[at] ?? 0;
  const tail = (offset: number): number => (bytes[at + offset] ?? 0) & 0x3f;
  switch (length) {
    case 1:
      return lead;
    case 2:
      return ((lead & 0x1f) << 6) | tail(1);
    case 3:
      return ((lead & 0x0f) << 12) | (tail(1) << 6) | tail(2);
    case 4:
      return ((lead & 0x07) << 18) | (tail(1) << 12) | (tail(2) << 6) | tail(3);
    default:
      return 0xfffd;
  }
}

/**
 * Decodes UTF-8 as Go does: every byte that is not part of a well-formed sequence becomes one U+FFFD.
 *
 * TextDecoder differs: it makes one U+FFFD of a whole truncated sequence, and drops a byte order mark.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(source)) return source.toString('utf8');

  let invalidCount = 0;
  for (let at = 0; at < source.length; ) {
    const length = sequenceLength(source, at);
    if (length === 0) invalidCount += 1;
    at += Math.max(1, length);
  }
  const repaired = Buffer.allocUnsafe(source.length + 2 * invalidCount);
  let written = 0;
  for (let at = 0; at < source.length; ) {
    const length = sequenceLength(source, at);
    if (length === 0) written += repaired.write('\ufffd', written);
    for (let offset = 0; offset < length; offset += 1) repaired[written++] = source[at + offset] ?? 0;
    at += Math.max(1, length);
  }
  return repaired.toString('utf8');
}
