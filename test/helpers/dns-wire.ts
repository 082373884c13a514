/** DNS messages byte by byte, whatever is wrong with them. */
import { recordTypes } from '../../probes/dns/mnemonics.ts';

/** A pointer to offset 12: the name in the question. */
export const questionName = Buffer.of(0xc0, 12);

/** A name of the given labels, without compression. */
export function wireName(...labels: readonly string[]): Buffer {
  return Buffer.concat([...labels.map(wireString), Buffer.of(0)]);
}

/** A character string with its length. */
export function wireString(text: string | Buffer): Buffer {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}

export function u16(...numbers: readonly number[]): Buffer {
  return Buffer.concat(numbers.map((number) => Buffer.of(number >>> 8, number & 0xff)));
}

export function u32(...numbers: readonly number[]): Buffer {
  return Buffer.concat(numbers.map((number) => u16(number >>> 16, number & 0xffff)));
}

export interface WireRecord {
  /** Default: the name in the question. */
  readonly name?: Buffer;
  readonly type: string | number;
  /** Default: IN. */
  readonly classNumber?: number;
  /** Default: 60. */
  readonly ttlSeconds?: number;
  readonly data: Buffer;
  /** What the record says its length is. Default: the truth. */
  readonly length?: number;
}

export function wireRecord(record: WireRecord): Buffer {
  const { name = questionName, type, classNumber = 1, ttlSeconds = 60, data } = record;
  const number = typeof type === 'string' ? (recordTypes.get(type) ?? 0) : type;
  return Buffer.concat([
    name,
    u16(number, classNumber),
    u32(ttlSeconds),
    u16(record.length ?? data.length),
    data,
  ]);
}

export interface WireReply {
  /** Default: that of the query. */
  readonly id?: number;
  /** The second word of the header. Default: 0x8180, a reply of a server that recurses. */
  readonly flags?: number;
  /** Default: that of the query. */
  readonly question?: Buffer;
  readonly answers?: readonly Buffer[];
  readonly authorities?: readonly Buffer[];
  readonly additionals?: readonly Buffer[];
  /** Default: the truth. */
  readonly counts?: readonly [number, number, number, number];
}

/** The reply to a query of one question, and no name in it compressed. */
export function wireReply(query: Buffer, reply: WireReply = {}): Buffer {
  const { answers = [], authorities = [], additionals = [] } = reply;
  const question = reply.question ?? questionOf(query);
  const counts = reply.counts ?? [
    question.length > 0 ? 1 : 0,
    answers.length,
    authorities.length,
    additionals.length,
  ];
  const head = u16(reply.id ?? query.readUInt16BE(0), reply.flags ?? 0x81_80, ...counts);
  return Buffer.concat([head, question, ...answers, ...authorities, ...additionals]);
}

/** The bytes of a query's only question. */
export function questionOf(query: Buffer): Buffer {
  return query.subarray(12, query.indexOf(0, 12) + 5);
}

/** `192.0.2.1` for every host number given. */
export function wireAddresses(...hosts: readonly number[]): Buffer[] {
  return hosts.map((host) => wireRecord({ type: 'A', data: Buffer.of(192, 0, 2, host) }));
}
