import { setImmediate } from 'node:timers/promises';
import { decode, derTag, malformed } from '../tls/der.ts';

/** So much is searched before others get a turn: about a millisecond. */
const turnBytes = 1024 * 1024;

/**
 * Whether `serialNumber`, the content bytes of an INTEGER, is among the entries of a list (RFC 5280, section
 * 5.1.2.6); `undefined` when the entries are malformed or `signal` aborts before the end.
 *
 * Nothing is made of an entry: a list of 10 MiB has hundreds of thousands.
 */
export async function isListed(
  entries: Buffer,
  serialNumber: Buffer,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const wanted = serialNumber.subarray(
    significantStart(serialNumber, { start: 0, end: serialNumber.length }),
  );
  let offset = 0;
  while (offset < entries.length) {
    if (offset > 0) await setImmediate();
    if (signal.aborted) return undefined;
    const end = decode(() => search(entries, offset, wanted));
    if (end === undefined) return undefined;
    if (end === found) return true;
    offset = end;
  }
  return false;
}

const found = -1;

/** Searches from `start` for a turn; returns where the next one begins, or {@link found}. */
function search(bytes: Buffer, start: number, wanted: Buffer): number {
  const stop = Math.min(bytes.length, start + turnBytes);
  let offset = start;
  while (offset < stop) {
    if (bytes[offset] !== derTag.sequence) malformed('no entry');
    const end = contentEnd(bytes, offset, bytes.length);
    const serial = contentStart(bytes, offset);
    if (bytes[serial] !== derTag.integer) malformed('no serial number');
    const serialEnd = contentEnd(bytes, serial, end);
    const date = bytes[serialEnd];
    if (serialEnd === end || (date !== derTag.utcTime && date !== derTag.generalizedTime))
      malformed('no date');
    if (equals(bytes, { start: contentStart(bytes, serial), end: serialEnd }, wanted)) return found;
    offset = end;
  }
  return offset;
}

/** Where the content of the element at `offset` begins; its length has been read by {@link contentEnd}. */
function contentStart(bytes: Buffer, offset: number): number {
  const first = bytes[offset + 1] ?? 0;
  return offset + 2 + (first < 0x80 ? 0 : first & 0x7f);
}

/** Where the element at `offset` ends, which is not beyond `limit` (X.690, 8.1.3). */
function contentEnd(bytes: Buffer, offset: number, limit: number): number {
  const first = bytes[offset + 1] ?? 0x80;
  const count = first & 0x7f;
  let length = first;
  if (first >= 0x80) {
    if (count === 0 || count > 4) malformed('an indefinite or absurd length');
    length = 0;
    for (let i = 0; i < count; i += 1) length = length * 256 + (bytes[offset + 2 + i] ?? 0);
  }
  const end = contentStart(bytes, offset) + length;
  if (end > limit) malformed('an element longer than what holds it');
  return end;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function equals(bytes: Buffer, range: Range, wanted: Buffer): boolean {
  const start = significantStart(bytes, range);
  if (range.end - start !== wanted.length) return false;
  for (let i = 0; i < wanted.length; i += 1) if (bytes[start + i] !== wanted[i]) return false;
  return true;
}

/** Where an INTEGER's content begins without the bytes that DER would have left out (X.690, 8.3.2). */
function significantStart(bytes: Buffer, { start, end }: Range): number {
  let at = start;
  while (end - at > 1 && isRedundant(bytes[at], bytes[at + 1] ?? 0)) at += 1;
  return at;
}

function isRedundant(byte: number | undefined, next: number): boolean {
  return next < 0x80 ? byte === 0 : byte === 0xff;
}
