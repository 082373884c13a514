/** Writes the DER that certificates for tests are made of, well-formed or absurd as the test demands. */

/** One DER element: the tag byte, the definite length and the content, its parts joined. */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthBytes(body.length), body]);
}

export const sequence = (...content: readonly Uint8Array[]): Buffer => der(0x30, ...content);
export const setOf = (...content: readonly Uint8Array[]): Buffer => der(0x31, ...content);
export const octetString = (...content: readonly Uint8Array[]): Buffer => der(0x04, ...content);
export const bitString = (bytes: Uint8Array, unusedBits = 0): Buffer =>
  der(0x03, Buffer.from([unusedBits]), bytes);
export const boolean = (value: boolean): Buffer => der(0x01, Buffer.from([value ? 0xff : 0]));
export const utf8String = (text: string): Buffer => der(0x0c, Buffer.from(text, 'utf8'));
export const printableString = (text: string): Buffer => der(0x13, Buffer.from(text, 'latin1'));
export const ia5String = (text: string): Buffer => der(0x16, Buffer.from(text, 'latin1'));
/** A BMPString: two bytes for each UTF-16 unit, big-endian. */
export const bmpString = (text: string): Buffer => der(0x1e, Buffer.from(text, 'utf16le').swap16());

/** An INTEGER of exactly these content bytes, in hex: `00bb` is positive, `bb` negative. */
export const integerBytes = (hex: string): Buffer => der(0x02, Buffer.from(hex, 'hex'));

/** A small non-negative INTEGER. */
export function integer(value: number): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return integerBytes(/^[89a-f]/.test(even) ? `00${even}` : even);
}

/** An OBJECT IDENTIFIER from its dotted text. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

/** A date the way RFC 5280 (4.1.2.5) wants it: UTCTime from 1950 to 2049, else GeneralizedTime. */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  const year = date.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? der(0x17, Buffer.from(digits.slice(2), 'latin1'))
    : der(0x18, Buffer.from(digits, 'latin1'));
}

function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

function base128(value: number): number[] {
  const digits = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    digits.unshift((rest % 128) + 128);
  }
  return digits;
}
