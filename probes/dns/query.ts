import { AUTHENTIC_DATA, DNSSEC_OK, encode, type OptAnswer, RECURSION_DESIRED } from 'dns-packet';
import { type DnsQuestion, headerBytes } from './message.ts';
import type { EdnsOptions } from './options.ts';
import { encodeName } from './query-name.ts';
import { WireReader } from './wire-reader.ts';

/** The longest reply over UDP to a query without EDNS (RFC 1035, section 4.2.1). */
const plainUdpBytes = 512;

/** What to ask. */
export interface QueryRequest {
  /** Identifies the reply among others, 0 to 65535. */
  readonly id: number;
  /** As in zone files; absolute with or without its trailing dot. */
  readonly name: string;
  readonly type: number;
  readonly classNumber: number;
  readonly recursionDesired: boolean;
  /** Whether to ask for the AD bit (RFC 6840, section 5.7). */
  readonly authenticDataWanted: boolean;
  /** Absent: a query without an OPT record. */
  readonly edns?: EdnsOptions | undefined;
}

/** A query ready to be sent, with what its reply must have in common with it. */
export interface Query {
  readonly id: number;
  readonly message: Buffer;
  readonly question: DnsQuestion;
  /** The longest reply over UDP that the query allows. */
  readonly maxUdpBytes: number;
}

export type CreatedQuery =
  | { readonly ok: true; readonly query: Query }
  /** A sentence that continues "the name …". */
  | { readonly ok: false; readonly problem: string };

/**
 * Lays out a query with one question (RFC 1035, section 4.1).
 *
 * dns-packet writes header and OPT record. The question is put between them by us: that library splits names at
 * escaped dots, does not check their lengths, and does not know all types and classes.
 */
export function createQuery(request: QueryRequest): CreatedQuery {
  const { id, type, classNumber, edns } = request;
  const name = encodeName(request.name);
  if (!name.ok) return name;
  const recursion = request.recursionDesired ? RECURSION_DESIRED : 0;
  const authentic = request.authenticDataWanted ? AUTHENTIC_DATA : 0;
  const frame = encode({
    type: 'query',
    id,
    flags: recursion | authentic,
    additionals: edns === undefined ? [] : [optRecord(edns)],
  });
  frame.writeUInt16BE(1, 4);
  const fixed = Buffer.alloc(4);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(classNumber, 2);
  const message = Buffer.concat([
    frame.subarray(0, headerBytes),
    name.bytes,
    fixed,
    frame.subarray(headerBytes),
  ]);
  const question = { name: new WireReader(name.bytes).name(), type, classNumber };
  return { ok: true, query: { id, message, question, maxUdpBytes: edns?.udpSizeBytes ?? plainUdpBytes } };
}

function optRecord({ dnssecOk, udpSizeBytes }: EdnsOptions): OptAnswer {
  return {
    type: 'OPT',
    name: '.',
    udpPayloadSize: udpSizeBytes,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: dnssecOk ? DNSSEC_OK : 0,
    flag_do: dnssecOk,
    options: [],
  };
}
