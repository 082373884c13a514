/** How bytes of the wire read in text: the escapes and encodings of zone files (RFC 1035, section 5.1). */

const printable = { first: 0x20, last: 0x7e };

/** The text of each byte within a label; ` ' @ ; ( ) " . \ ` are escaped with a backslash, others as `\DDD`. */
const labelText = textOfBytes(`. '@;()"\\`);
/** The text of each byte within a quoted string. */
const stringText = textOfBytes('"\\');
/** The text of each byte within the value of a service parameter. */
const parameterText = textOfBytes('"; \\');

/** A label without its length. */
export function labelFromBytes(bytes: Uint8Array): string {
  return spelled(bytes, labelText);
}

/** A character string in quotes: `"say \"hi\" \007"`. */
export function quotedString(bytes: Uint8Array): string {
  return `"${unquotedString(bytes)}"`;
}

/** A character string as within quotes, without them. */
export function unquotedString(bytes: Uint8Array): string {
  return spelled(bytes, stringText);
}

/** The value of a service parameter (RFC 9460, section 2.1), without quotes. */
export function parameterValue(bytes: Uint8Array): string {
  return spelled(bytes, parameterText);
}

/**
 * A text without a length of its own, as CAA and URI have it, in quotes. Backslash escapes that are part of
 * the text are resolved before it is escaped anew, as blackbox_exporter's library does.
 */
export function quotedOctets(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    const next = bytes[at + 1];
    if (byte !== 0x5c) {
      text += stringText[byte] ?? '';
    } else if (next === 0x2e) {
      text += '\\.';
      at += 1;
    } else if (next !== undefined) {
      const decimal = decimalEscape(bytes, at);
      text += stringText[decimal ?? next] ?? '';
      at += decimal === undefined ? 1 : 3;
    }
  }
  return `"${text}"`;
}

/** The byte that `\DDD` at `at` stands for; `undefined` when no three digits follow the backslash. */
export function decimalEscape(bytes: Uint8Array, at: number): number | undefined {
  const digits = Buffer.from(bytes.subarray(at + 1, at + 4)).toString('latin1');
  return /^\d{3}$/.test(digits) ? Number(digits) & 0xff : undefined;
}

/** Base 32 with the extended hex alphabet and without padding (RFC 4648, section 7). */
export function base32Hex(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ((held >>> bits) & 31).toString(32);
    }
    held &= (1 << bits) - 1;
  }
  if (bits > 0) text += ((held << (5 - bits)) & 31).toString(32);
  return text.toUpperCase();
}

/** Dotted decimal. */
export function ipv4Text(bytes: Uint8Array): string {
  return bytes.join('.');
}

/** RFC 5952, with an IPv4-mapped address as `::ffff:192.0.2.1`. */
export function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from(
    { length: 8 },
    (_, group) => ((bytes[2 * group] ?? 0) << 8) | (bytes[2 * group + 1] ?? 0),
  );
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${ipv4Text(bytes.subarray(12))}`;
  }
  const zeros = longestZeroRun(groups);
  const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':');
  if (zeros.length < 2) return text(groups);
  return `${text(groups.slice(0, zeros.start))}::${text(groups.slice(zeros.start + zeros.length))}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let start = 0;
  for (const [at, group] of groups.entries()) {
    if (group !== 0) start = at + 1;
    else if (at + 1 - start > longest.length) longest = { start, length: at + 1 - start };
  }
  return longest;
}

function spelled(bytes: Uint8Array, texts: readonly string[]): string {
  let text = '';
  for (const byte of bytes) text += texts[byte] ?? '';
  return text;
}

function textOfBytes(special: string): readonly string[] {
  return Array.from({ length: 256 }, (_, byte) => {
    if (byte < printable.first || byte > printable.last) return `\\${String(byte).padStart(3, '0')}`;
    const character = String.fromCharCode(byte);
    return special.includes(character) ? `\\${character}` : character;
  });
}
