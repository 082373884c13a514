import type net from 'node:net';
import { abortFailure } from '../abort.ts';
import type { ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { LineReader, type ReadEnd } from '../shared/line-reader.ts';
import { socketFailure } from '../shared/socket-failure.ts';
import { tlsFailure } from '../shared/tls/tls-failure.ts';
import { type Exchanged, malformed, mismatched } from './exchange.ts';
import { headerBytes } from './message.ts';
import type { Query } from './query.ts';
import { readReply } from './reply.ts';

/**
 * Sends a query over a connection, TCP or TLS, and reads the one message that comes back (RFC 1035, section
 * 4.2.2; RFC 7858); ends when `context.signal` aborts. The socket stays open.
 */
export async function exchangeOverStream(
  socket: net.Socket,
  query: Query,
  context: Pick<ProbeContext, 'signal'>,
): Promise<Exchanged> {
  using reader = new LineReader(socket, context.signal);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(query.message.length);
  socket.write(Buffer.concat([length, query.message]));
  const prefix = await readExactly(reader, 2);
  if (!Buffer.isBuffer(prefix)) return { ok: false, failure: readFailure(prefix, context) };
  const bytes = await readExactly(reader, prefix.readUInt16BE());
  if (!Buffer.isBuffer(bytes)) return { ok: false, failure: readFailure(bytes, context) };
  if (bytes.length < headerBytes) return { ok: false, failure: malformed(`${bytes.length} bytes only`) };
  const reading = readReply(query, bytes);
  switch (reading.kind) {
    case 'reply':
      return { ok: true, message: reading.message };
    case 'malformed':
      return { ok: false, failure: malformed(reading.problem) };
    case 'foreign':
      return { ok: false, failure: mismatched(reading.problem) };
    default:
      return reading satisfies never;
  }
}

async function readExactly(reader: LineReader, count: number): Promise<Buffer | ReadEnd> {
  const chunks: Buffer[] = [];
  let missing = count;
  while (missing > 0) {
    const read = await reader.readBytes(missing);
    if (read.kind !== 'bytes') return read;
    chunks.push(read.bytes);
    missing -= read.bytes.length;
  }
  return Buffer.concat(chunks);
}

function readFailure(end: ReadEnd, { signal }: Pick<ProbeContext, 'signal'>): Failure {
  if (end.kind === 'aborted') return abortFailure(signal, 'response', 'dns.timed_out');
  if (end.kind === 'error') return tlsFailure(end.error) ?? socketFailure(end.error, 'response');
  return {
    phase: 'response',
    reason: 'tcp.closed',
    blame: 'target',
    detail: 'the server closed the connection before its reply was complete',
  };
}
