import { className, typeName } from './mnemonics.ts';
import { optText } from './opt-text.ts';
import { rdataText } from './rdata.ts';
import { Malformed, WireReader } from './wire-reader.ts';

/** Type numbers that mean something to the prober itself. */
export const typeNumbers = { soa: 6, null: 10, opt: 41, rrsig: 46 } as const;

/** The bits of the header's second word (RFC 1035, section 4.1.1; RFC 4035, section 3). */
export const headerFlags = [
  ['qr', 0x80_00],
  ['aa', 0x04_00],
  ['tc', 0x02_00],
  ['rd', 0x01_00],
  ['ra', 0x00_80],
  ['ad', 0x00_20],
  ['cd', 0x00_10],
] as const;
export type HeaderFlag = (typeof headerFlags)[number][0];

/** The length of a message's header: shorter than that is no message. */
export const headerBytes = 12;

export interface DnsQuestion {
  /** Absolute and escaped, case as received. */
  readonly name: string;
  readonly type: number;
  readonly classNumber: number;
}

export interface DnsRecord extends DnsQuestion {
  readonly ttlSeconds: number;
  /** The data as in a zone file. */
  readonly data: string;
  /** The whole record as in a zone file, fields separated by tabs: what expressions are matched against. */
  readonly text: string;
  /** Of an SOA record that has data. */
  readonly serial?: number;
}

export interface DnsHeader {
  readonly id: number;
  readonly flags: ReadonlySet<HeaderFlag>;
}

/** A whole message. */
export interface DnsMessage extends DnsHeader {
  /** With the upper bits that an OPT record adds (RFC 6891, section 6.1.3). */
  readonly responseCode: number;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
}

export type Decoded =
  | { readonly ok: true; readonly message: DnsMessage }
  /** `problem` is a part of a sentence: what was found that may not be. */
  | { readonly ok: false; readonly problem: string };

/** The header alone; `undefined` when there are too few bytes for one. */
export function decodeHeader(bytes: Buffer): DnsHeader | undefined {
  if (bytes.length < headerBytes) return undefined;
  const flags = bytes.readUInt16BE(2);
  const set = headerFlags.filter(([, bit]) => (flags & bit) !== 0).map(([flag]) => flag);
  return { id: bytes.readUInt16BE(0), flags: new Set(set) };
}

/**
 * Decodes a message (RFC 1035, section 4); never throws, whatever the bytes.
 *
 * All four sections must hold as many records as the header says, each with data of the form its type has. Bytes
 * behind the last record are passed over.
 */
export function decodeMessage(bytes: Buffer): Decoded {
  try {
    return { ok: true, message: readMessage(bytes) };
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, problem: error.message };
    throw error;
  }
}

function readMessage(bytes: Buffer): DnsMessage {
  const header = decodeHeader(bytes);
  if (header === undefined) throw new Malformed(`${bytes.length} bytes only`);
  const reader = new WireReader(bytes, headerBytes);
  const [questionCount = 0, ...recordCounts] = [4, 6, 8, 10].map((at) => bytes.readUInt16BE(at));
  const questions = times(questionCount, () => readQuestion(reader));
  const [answers = [], authorities = [], additionals = []] = recordCounts.map((count) =>
    times(count, () => readRecord(reader)),
  );
  const extended = additionals.find(({ type }) => type === typeNumbers.opt);
  const upperBits = extended === undefined ? 0 : (extended.ttlSeconds >>> 24) << 4;
  const responseCode = (bytes.readUInt16BE(2) & 0x0f) | upperBits;
  return { ...header, responseCode, questions, answers, authorities, additionals };
}

/** A loop and not an array of a given length: counts are the sender's, and end with the first that is not there. */
function times<Item>(count: number, read: () => Item): Item[] {
  const items: Item[] = [];
  while (items.length < count) items.push(read());
  return items;
}

function readQuestion(reader: WireReader): DnsQuestion {
  return { name: reader.name(), type: reader.u16(), classNumber: reader.u16() };
}

function readRecord(reader: WireReader): DnsRecord {
  const { name, type, classNumber } = readQuestion(reader);
  const ttlSeconds = reader.u32();
  const data = reader.part(reader.u16());
  const head = { name, type, classNumber, ttlSeconds };
  if (type === typeNumbers.opt) {
    const text = optText({ udpSizeBytes: classNumber, flags: ttlSeconds }, data);
    return { ...head, data: text, text };
  }
  const length = data.remaining;
  const text = rdataText(type, data);
  if (text === undefined) {
    const generic = `\\# ${length} ${data.rest().toString('hex')}`;
    const fields = [name, ttlSeconds, `CLASS${classNumber}`, `TYPE${type}`, generic];
    return { ...head, data: generic, text: fields.join('\t') };
  }
  // NULL has no form in zone files (RFC 1035, section 3.3.10): it is shown as a comment.
  const owner = type === typeNumbers.null ? `;${name}` : name;
  const fields = [owner, ttlSeconds, className(classNumber), typeName(type), text];
  const serial = type === typeNumbers.soa && length > 0 ? { serial: serialOf(text) } : {};
  return { ...head, ...serial, data: text, text: fields.join('\t') };
}

/** The first of the five numbers that end the text of an SOA record. */
function serialOf(soaText: string): number {
  return Number(soaText.split(' ').at(-5));
}
