import { isUtf8 } from 'node:buffer';

/**
 * Byte strings as text: a `!!binary` value may hold bytes that are no UTF-8, and yet be sent or compared.
 *
 * Such a byte 0xNN becomes the lone surrogate U+DCNN, as in PEP 383. No other text of a configuration can
 * hold one, so the way back is exact.
 */

const escapeBase = 0xdc00;

/** Decodes UTF-8; a byte that belongs to no character becomes a lone surrogate. */
export function textFromBytes(bytes: Uint8Array): string {
  if (isUtf8(bytes)) return Buffer.from(bytes).toString('utf8');
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    text +=
      length === 0
        ? String.fromCharCode(escapeBase + (bytes[at] ?? 0))
        : Buffer.from(bytes.subarray(at, at + length)).toString('utf8');
    at += Math.max(length, 1);
  }
  return text;
}

/** The bytes of `text`: UTF-8, with the bytes that {@link textFromBytes} escaped as they were. */
export function bytesFromText(text: string): Buffer {
  const pieces = text.split(/([\udc80-\udcff])/u);
  return Buffer.concat(
    pieces.map((piece, index) =>
      index % 2 === 1 ? Buffer.of(piece.charCodeAt(0) - escapeBase) : Buffer.from(piece, 'utf8'),
    ),
  );
}

/** Whether `text` holds a byte that is not UTF-8. */
export function hasRawBytes(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

/** The length of the UTF-8 character at `at` (RFC 3629, section 4), 0 when there is none. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return continues(bytes, at, 2) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const overlong = first === 0xe0 && second < 0xa0;
    const surrogate = first === 0xed && second > 0x9f;
    return !overlong && !surrogate && continues(bytes, at, 3) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const overlong = first === 0xf0 && second < 0x90;
    const beyond = first === 0xf4 && second > 0x8f;
    return !overlong && !beyond && continues(bytes, at, 4) ? 4 : 0;
  }
  return 0;
}

function continues(bytes: Uint8Array, at: number, length: number): boolean {
  for (let next = at + 1; next < at + length; next++) {
    if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return false;
  }
  return true;
}
