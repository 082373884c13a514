/** DEFLATE data (RFC 1951) and the gzip format around it (RFC 1952), bytes counted as Go's readers count them. */
import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';

/** The content is not what its coding says. */
export class CodingError extends Error {
  override readonly name = 'CodingError';
  /**
   * Of the bytes given out so far, those that a Go reader would have seen: it hands out a window of 32 KiB when
   * that is full or the data has ended well.
   */
  readonly deliveredBytes: number | undefined;

  constructor(message: string, deliveredBytes?: number) {
    super(message);
    this.deliveredBytes = deliveredBytes;
  }
}

const windowBytes = 32 * 1024;
const flagHeaderChecksum = 0x02;
const flagExtra = 0x04;
const flagName = 0x08;
const flagComment = 0x10;
/** A header with a longer file name or comment is not believed. */
const maxHeaderTextBytes = 64 * 1024;

/**
 * Inflates raw DEFLATE data; what follows its end stays in `source`.
 *
 * Decompression waits for its reader, so that a bomb expands no further than it is read.
 */
export async function* inflate(source: ByteSource): AsyncGenerator<Buffer> {
  const zlib = createInflateRaw();
  const feeding = feed(zlib, source);
  let delivered = 0;
  try {
    // node types the chunks of a stream as any
    for await (const chunk of zlib as AsyncIterable<Buffer>) {
      delivered += chunk.length;
      yield chunk;
    }
  } catch (error) {
    const cause = await feeding;
    if (cause !== undefined) throw cause.error;
    const message = error instanceof Error ? error.message : String(error);
    throw new CodingError(message, delivered - (delivered % windowBytes));
  } finally {
    zlib.destroy();
  }
  await feeding;
}

/** Writes chunk after chunk until the data ends; resolves to the source's error if that is what ended it. */
async function feed(zlib: InflateRaw, source: ByteSource): Promise<{ error: unknown } | undefined> {
  let fed = 0;
  try {
    for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
      fed += chunk.length;
      await written(zlib, chunk);
      if (zlib.destroyed) return undefined;
      const unused = fed - zlib.bytesWritten;
      if (unused > 0) {
        source.unread(chunk.subarray(chunk.length - unused));
        return undefined;
      }
    }
    if (!zlib.destroyed) zlib.end();
    return undefined;
  } catch (error) {
    zlib.destroy(new Error('the source failed'));
    return { error };
  }
}

/** Resolves when `chunk` is used up, or when the data turned out to be bad: then zlib forgets its callback. */
async function written(zlib: InflateRaw, chunk: Buffer): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      zlib.off('close', done);
      resolve();
    };
    zlib.once('close', done);
    zlib.write(chunk, done);
  });
}

/**
 * Reads one gzip header.
 *
 * @returns `'end'` when nothing is left, `'bad'` when what is left is not gzip; its first bytes are put back.
 */
export async function readGzipHeader(source: ByteSource): Promise<'gzip' | 'end' | 'bad'> {
  const fixed = await source.take(10);
  if (fixed.length === 0) return 'end';
  if (fixed.length < 10 || fixed[0] !== 0x1f || fixed[1] !== 0x8b || fixed[2] !== 8) {
    source.unread(fixed);
    return 'bad';
  }
  const flags = fixed[3] ?? 0;
  if ((flags & flagExtra) !== 0) {
    const length = await source.take(2);
    if (length.length < 2) return 'bad';
    const extra = length.readUInt16LE();
    if ((await source.take(extra)).length < extra) return 'bad';
  }
  if ((flags & flagName) !== 0 && !(await skipText(source))) return 'bad';
  if ((flags & flagComment) !== 0 && !(await skipText(source))) return 'bad';
  if ((flags & flagHeaderChecksum) !== 0 && (await source.take(2)).length < 2) return 'bad';
  return 'gzip';
}

async function skipText(source: ByteSource): Promise<boolean> {
  for (let skipped = 0; skipped < maxHeaderTextBytes; skipped += 1) {
    const [byte] = await source.take(1);
    if (byte === undefined) return false;
    if (byte === 0) return true;
  }
  return false;
}

/** Inflates the gzip members whose first header has been read; anything but another member is an error. */
export async function* gunzip(source: ByteSource): AsyncGenerator<Buffer> {
  let delivered = 0;
  for (;;) {
    let checksum = 0;
    let size = 0;
    try {
      for await (const chunk of inflate(source)) {
        checksum = crc32(chunk, checksum);
        size += chunk.length;
        yield chunk;
      }
    } catch (error) {
      if (!(error instanceof CodingError)) throw error;
      throw new CodingError(error.message, delivered + (error.deliveredBytes ?? 0));
    }
    delivered += size;
    const trailer = await source.take(8);
    if (trailer.length < 8) throw new CodingError('it ends within the gzip trailer', delivered);
    if (trailer.readUInt32LE(0) !== checksum || trailer.readUInt32LE(4) !== size % 2 ** 32) {
      throw new CodingError('the gzip checksum is wrong', delivered);
    }
    const next = await readGzipHeader(source);
    if (next === 'end') return;
    if (next === 'bad')
      throw new CodingError('bytes that are not gzip follow the compressed body', delivered);
  }
}
