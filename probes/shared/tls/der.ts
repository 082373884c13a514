/** Reading DER (X.690): only what certificates need, never beyond the bytes given. */

/** Bytes that are not the DER they should be. Caught by {@link decode}, never thrown at a prober. */
class MalformedDer extends Error {}

/** What `read` returns, or `undefined` when the bytes are not the DER that it expects. */
export function decode<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

/** Ends the {@link decode} around it: the bytes are not what they should be. */
export function malformed(what: string): never {
  throw new MalformedDer(what);
}

/** One element: its tag byte, its content, and both with the length between them. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

/** The tag bytes that certificates use, of the universal class. */
export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The tag byte of a context-specific element: constructed when it holds further elements. */
export function contextTag(number: number, form: 'primitive' | 'constructed'): number {
  return (form === 'constructed' ? 0xa0 : 0x80) | number;
}

/** Reads elements one after the other. Its methods end the {@link decode} around them on any mismatch. */
export class DerReader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#offset === this.#bytes.length;
  }

  /** The next element, whatever it is. */
  next(): DerElement {
    const start = this.#offset;
    const tag = this.#byte();
    if ((tag & 0x1f) === 0x1f) malformed('a tag of several bytes');
    const length = this.#length();
    const end = this.#offset + length;
    if (end > this.#bytes.length) malformed('an element longer than what holds it');
    const content = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return { tag, content, whole: this.#bytes.subarray(start, end) };
  }

  /** The next element, which has this tag. */
  expect(tag: number): DerElement {
    const element = this.next();
    if (element.tag !== tag) malformed(`tag ${element.tag} in place of ${tag}`);
    return element;
  }

  /** The next element when it has this tag; otherwise nothing is read. */
  optional(tag: number): DerElement | undefined {
    return this.#bytes[this.#offset] === tag ? this.next() : undefined;
  }

  /** Nothing may be left. */
  end(): void {
    if (!this.done) malformed('bytes left over');
  }

  #byte(): number {
    const byte = this.#bytes[this.#offset];
    if (byte === undefined) malformed('the end in the middle of an element');
    this.#offset += 1;
    return byte;
  }

  /** X.690, 8.1.3 and 10.1: definite and in as few bytes as possible. */
  #length(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count === 0 || count > 4) malformed('an indefinite or absurd length');
    let length = 0;
    for (let i = 0; i < count; i += 1) length = length * 256 + this.#byte();
    if (length < 0x80 || length < 256 ** (count - 1)) malformed('a length in more bytes than needed');
    return length;
  }
}

/** The elements within `bytes`, all of them. */
export function elementsOf(bytes: Buffer): DerElement[] {
  const reader = new DerReader(bytes);
  const elements: DerElement[] = [];
  while (!reader.done) elements.push(reader.next());
  return elements;
}

/** The dotted text of an OBJECT IDENTIFIER's content; its arcs may be of any size. */
export function objectIdentifierText(content: Buffer): string {
  const last = content.at(-1);
  if (last === undefined || last >= 0x80) malformed('an unfinished object identifier');
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of content) {
    arc = arc * 128n + BigInt(byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [head = 0n, ...rest] = arcs;
  const first = head < 80n ? head / 40n : 2n;
  return [first, head - first * 40n, ...rest].join('.');
}

/** The value of a BOOLEAN's content. */
export function booleanValue(content: Buffer): boolean {
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) malformed('no boolean');
  return content[0] === 0xff;
}

/** The value of a non-negative INTEGER's content, no larger than fits a number. */
export function smallInteger(content: Buffer): number {
  const [first] = content;
  if (first === undefined || first >= 0x80 || content.length > 6) malformed('no small integer');
  return content.readUIntBE(0, content.length);
}

/** The Unix seconds of a UTCTime or GeneralizedTime (RFC 5280, 4.1.2.5), dates before 1970 included. */
export function timeSeconds({ tag, content }: DerElement): number {
  const text = content.toString('latin1');
  const parts =
    tag === derTag.utcTime
      ? /^(?<year>\d\d)(?<rest>\d{8})(?<seconds>\d\d)?(?<zone>Z|[+-]\d{4})$/.exec(text)
      : /^(?<year>\d{4})(?<rest>\d{8})(?<seconds>\d\d)(?<zone>Z|[+-]\d{4})$/.exec(text);
  if ((tag !== derTag.utcTime && tag !== derTag.generalizedTime) || parts?.groups === undefined) {
    malformed('no date');
  }
  const { year = '', rest = '', seconds = '00', zone = 'Z' } = parts.groups;
  const century = tag === derTag.utcTime ? (Number(year) >= 50 ? '19' : '20') : '';
  const [month, day, hour, minute] = rest.match(/\d\d/g) ?? [];
  const local = `${century}${year}-${month}-${day}T${hour}:${minute}:${seconds}`;
  const milliseconds = Date.parse(`${local}Z`);
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== `${local}.000Z`) {
    malformed('no such day');
  }
  return milliseconds / 1000 - zoneSeconds(zone);
}

function zoneSeconds(zone: string): number {
  if (zone === 'Z') return 0;
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(3)) * 60;
  return zone.startsWith('-') ? -seconds : seconds;
}
