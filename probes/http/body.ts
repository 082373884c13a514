/** Reads a response body: content coding undone, length limited, bytes counted. */
import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress } from 'node:zlib';
import { abortFailure } from '../abort.ts';
import type { Failure, FailureReason } from '../failure.ts';
import type { HttpBody } from '../shared/http/message.ts';
import { bodyCodings } from './body-codings.ts';
import { BodyCutShort } from './body-cut-short.ts';
import { ByteSource } from './byte-source.ts';
import { exchangeFailure } from './exchange-failure.ts';
import { CodingError, gunzip, inflate, readGzipHeader } from './inflate.ts';

/** Body rules look at no more than this; an endless body must not fill the memory. */
const maxKeptBytes = 16 * 1024 * 1024;

/** Go's gzip reader has taken this much when it finds that a body is not gzip; only what follows is counted. */
const lostToGzipReader = 4096;

/** What is captured beyond what is wanted, so that a secret at the end is still whole when it is looked for. */
export const captureMargin = 1024;

export interface BodyPlan {
  /** The module's `compression`; empty for none. */
  readonly compression: string;
  /** Upper limit after decompression; 0 for none. */
  readonly limitBytes: number;
  /** Whether the bytes are needed for body rules. */
  readonly keep: boolean;
  /** How much of its beginning is to be kept in any case; absent, nothing. */
  readonly captureBytes?: number;
  /** Ends the reading of what is decompressed: a bomb in memory goes on after its connection is closed. */
  readonly signal?: AbortSignal;
}

export interface BodyReading {
  /** Bytes read after decompression, up to the limit; also when the body was cut short. */
  readonly bytes: number;
  /** The body; absent unless it was to be kept and is complete. */
  readonly content?: Buffer;
  /** The beginning of the body, also when it was cut short, and {@link captureMargin} more; absent unless wanted. */
  readonly captured?: Buffer;
  /** The content coding is not what the module says: known before any byte of the body is judged. */
  readonly codingFailure?: Failure;
  /** Why the body could not be read to its end. */
  readonly readFailure?: Failure;
}

/** Reads `body` to its end or its first error; never rejects. It is destroyed in every case. */
export async function readBody(body: HttpBody, plan: BodyPlan): Promise<BodyReading> {
  try {
    const decoded = await decode(body, plan.compression.toLowerCase());
    const capture = capturing(plan.captureBytes ?? 0);
    const consumed = await consume(decoded.chunks, plan, capture);
    const captured = capture.bytes();
    const { bytes, ...reading } = captured === undefined ? consumed : { ...consumed, captured };
    if (decoded.failure === undefined) return { ...reading, bytes };
    return {
      ...reading,
      bytes: Math.max(0, bytes - (decoded.lostBytes ?? 0)),
      codingFailure: decoded.failure,
    };
  } catch (error) {
    return { bytes: 0, readFailure: readFailure(error) };
  } finally {
    body.destroy();
  }
}

interface Decoded {
  readonly chunks: AsyncIterable<Buffer>;
  readonly failure?: Failure;
  /** Raw bytes that the reference has read away when it finds that the coding is wrong. */
  readonly lostBytes?: number;
}

async function decode(body: HttpBody, coding: string): Promise<Decoded> {
  const source = new ByteSource(body);
  switch (coding) {
    case '':
    case 'identity':
      // As it is: a generator in between would cost as much as the rest of a small body.
      return { chunks: body };
    case 'gzip': {
      if ((await readGzipHeader(source)) === 'gzip') return { chunks: gunzip(source) };
      const detail = 'the body is not compressed with gzip, as the module demands';
      return { chunks: source.rest(), failure: badCoding(detail), lostBytes: lostToGzipReader };
    }
    case 'deflate':
      return { chunks: inflate(source) };
    case 'br':
      return { chunks: unbrotli(source) };
    default: {
      const detail = `compression "${coding}" is not known: use one of ${bodyCodings.join(', ')}`;
      return { chunks: source.rest(), failure: badCoding(detail) };
    }
  }
}

async function* unbrotli(source: ByteSource): AsyncGenerator<Buffer> {
  const brotli = createBrotliDecompress();
  pipeline(Readable.from(source.rest()), brotli, () => {});
  try {
    // node types the chunks of a stream as any
    yield* brotli as AsyncIterable<Buffer>;
  } catch (error) {
    if (error instanceof BodyCutShort) throw error;
    throw new CodingError(error instanceof Error ? error.message : String(error));
  } finally {
    brotli.destroy();
  }
}

async function consume(
  chunks: AsyncIterable<Buffer>,
  plan: BodyPlan,
  capture: Capture,
): Promise<Pick<BodyReading, 'bytes' | 'content' | 'readFailure'>> {
  const limit = plan.limitBytes > 0 ? plan.limitBytes : Number.POSITIVE_INFINITY;
  const kept: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      if (plan.signal?.aborted === true) throw new BodyCutShort(abortFailure(plan.signal, 'response'));
      capture.add(chunk);
      if (bytes + chunk.length > limit) {
        const detail = `the body is longer than body_size_limit, ${limit} bytes`;
        return { bytes: limit, readFailure: unreadable('http.response.body_too_large', detail) };
      }
      bytes += chunk.length;
      if (!plan.keep) continue;
      if (bytes > maxKeptBytes) {
        const detail = `the body is longer than the ${maxKeptBytes} bytes that body rules look at: set body_size_limit`;
        return { bytes, readFailure: unreadable('http.response.body_too_large', detail) };
      }
      kept.push(chunk);
    }
  } catch (error) {
    const delivered = error instanceof CodingError ? error.deliveredBytes : undefined;
    return { bytes: Math.min(bytes, delivered ?? bytes), readFailure: readFailure(error) };
  }
  return plan.keep ? { bytes, content: Buffer.concat(kept) } : { bytes };
}

interface Capture {
  add(chunk: Buffer): void;
  /** Absent when nothing is wanted. */
  bytes(): Buffer | undefined;
}

function capturing(wantedBytes: number): Capture {
  const chunks: Buffer[] = [];
  let room = wantedBytes === 0 ? 0 : wantedBytes + captureMargin;
  return {
    add(chunk) {
      if (room === 0) return;
      const part = chunk.subarray(0, room);
      room -= part.length;
      // A copy: the chunk may be a small part of a large buffer, or be used again.
      chunks.push(Buffer.from(part));
    },
    bytes: () => (wantedBytes === 0 ? undefined : Buffer.concat(chunks)),
  };
}

function readFailure(error: unknown): Failure {
  if (error instanceof BodyCutShort) return error.failure;
  if (error instanceof CodingError) return badCoding(`the body cannot be decompressed: ${error.message}`);
  return exchangeFailure(error);
}

function badCoding(detail: string): Failure {
  return unreadable('http.response.bad_encoding', detail);
}

function unreadable(reason: FailureReason, detail: string): Failure {
  return { phase: 'response', reason, blame: 'target', detail };
}
