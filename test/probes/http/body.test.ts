import { Readable } from 'node:stream';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BodyReading, readBody } from '../../../probes/http/body.ts';
import { BodyCutShort } from '../../../probes/http/body-cut-short.ts';

const text = Buffer.from('The quick brown fox. '.repeat(50));
const bomb = Buffer.alloc(3_000_000);
const gzip = gzipSync(text);

function bodyOf(chunks: readonly Buffer[], error?: Error): Readable {
  const chunksThenError = function* (): Generator<Buffer> {
    yield* chunks;
    if (error !== undefined) throw error;
  };
  return Readable.from(chunksThenError());
}

async function read(
  compression: string,
  chunks: readonly Buffer[],
  options: { limitBytes?: number; keep?: boolean; error?: Error } = {},
): Promise<BodyReading> {
  const { limitBytes = 0, keep = false, error } = options;
  return await readBody(bodyOf(chunks, error), { compression, limitBytes, keep });
}

function headerWith(flags: number, extra: Buffer): Buffer {
  const plain = Buffer.from(gzip);
  plain[3] = flags;
  return Buffer.concat([plain.subarray(0, 10), extra, plain.subarray(10)]);
}

describe('a body', () => {
  test.each([
    ['nothing', '', [text]],
    ['identity', 'identity', [text]],
    ['gzip', 'gzip', [gzip]],
    ['GZIP in capitals', 'GZIP', [gzip]],
    ['gzip byte by byte', 'gzip', [...gzip].map((byte) => Buffer.from([byte]))],
    ['gzip with a file name', 'gzip', [headerWith(0x08, Buffer.from('name\0'))]],
    [
      'gzip with extra field, comment and checksum',
      'gzip',
      [headerWith(0x16, Buffer.from('\x02\0xxcomment\0cc', 'latin1'))],
    ],
    ['raw deflate', 'deflate', [deflateRawSync(text)]],
    ['brotli', 'br', [brotliCompressSync(text)]],
  ])('is read through %s', async (_name, compression, chunks) => {
    expect(await read(compression, chunks, { keep: true })).toEqual({ bytes: text.length, content: text });
  });

  test('of several gzip members is one body', async () => {
    expect(await read('gzip', [Buffer.concat([gzip, gzip])])).toEqual({ bytes: 2 * text.length });
  });

  test('is not kept when nobody asks for it', async () => {
    expect(await read('', [text])).toEqual({ bytes: text.length });
  });

  test.each([
    ['plain text', 'gzip', [text], 0],
    ['nothing at all', 'gzip', [], 0],
    ['a long plain text, counted behind the first 4096 bytes', 'gzip', [Buffer.alloc(5000, 'x')], 904],
    ['a coding that nobody knows, counted raw', 'zstd', [text], text.length],
  ])('is not decompressed from %s', async (_name, compression, chunks, bytes) => {
    const reading = await read(compression, chunks);
    expect(reading.bytes).toBe(bytes);
    expect(reading.codingFailure).toMatchObject({ reason: 'http.response.bad_encoding', blame: 'target' });
  });

  test.each([
    ['gzip with bytes behind it, all of it counted', 'gzip', [gzip, Buffer.from('junk')], text.length],
    [
      'gzip with bytes behind it in one chunk',
      'gzip',
      [Buffer.concat([gzip, Buffer.from('junk')])],
      text.length,
    ],
    [
      'gzip with a wrong checksum',
      'gzip',
      [Buffer.concat([gzip.subarray(0, -8), Buffer.alloc(8)])],
      text.length,
    ],
    ['gzip cut in its trailer', 'gzip', [gzip.subarray(0, -4)], text.length],
    ['gzip cut in its data, no full window delivered', 'gzip', [gzip.subarray(0, -20)], 0],
    ['deflate with a zlib header', 'deflate', [deflateSync(text)], 0],
    ['brotli that is plain text', 'br', [text], 0],
  ])('that cannot be decompressed: %s', async (_name, compression, chunks, bytes) => {
    const reading = await read(compression, chunks);
    expect(reading).toMatchObject({ bytes, readFailure: { reason: 'http.response.bad_encoding' } });
  });

  test.each([
    ['of exactly the limit is accepted', text.length, { bytes: text.length }],
    ['one byte over the limit is not', text.length - 1, { bytes: text.length - 1 }],
  ])('%s', async (_name, limitBytes, expected) => {
    const reading = await read('', [text], { limitBytes });
    expect(reading).toMatchObject(expected);
    expect(reading.readFailure?.reason).toBe(
      limitBytes < text.length ? 'http.response.body_too_large' : undefined,
    );
  });

  test.each([
    ['gzip', gzipSync(bomb)],
    ['deflate', deflateRawSync(bomb)],
    ['br', brotliCompressSync(bomb)],
  ])('that expands beyond the limit is cut there: %s', async (compression, compressed) => {
    const reading = await read(compression, [compressed], { limitBytes: 1000, keep: true });
    expect(reading).toMatchObject({ bytes: 1000, readFailure: { reason: 'http.response.body_too_large' } });
    expect(reading.content).toBeUndefined();
  });

  test('that rules ask for is not kept beyond 16 MiB', async () => {
    const reading = await read(
      '',
      Array.from({ length: 17 }, () => Buffer.alloc(1024 * 1024)),
      { keep: true },
    );
    expect(reading).toMatchObject({ readFailure: { reason: 'http.response.body_too_large' } });
  });

  test.each(['', 'gzip', 'deflate', 'br'])(
    'that is cut short by the connection says so (compression "%s")',
    async (compression) => {
      const failure = {
        phase: 'response',
        reason: 'tcp.reset',
        blame: 'target',
        detail: 'reset by peer',
      } as const;
      const start = { '': text, gzip, deflate: deflateRawSync(text), br: brotliCompressSync(text) }[
        compression
      ];
      const chunks = [(start ?? text).subarray(0, 15)];
      const reading = await read(compression, chunks, { error: new BodyCutShort(failure) });
      expect(reading.readFailure).toEqual(failure);
    },
  );

  test('of arbitrary bytes never makes the reader throw, and leaves the stream destroyed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('', 'gzip', 'deflate', 'br'),
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 }),
        fc.boolean(),
        async (compression, arrays, withMagic) => {
          const chunks = arrays.map((bytes) => Buffer.from(bytes));
          const start = withMagic ? [gzip.subarray(0, 30)] : [];
          const body = bodyOf([...start, ...chunks]);
          await readBody(body, { compression, limitBytes: 0, keep: true });
          expect(body.destroyed).toBe(true);
        },
      ),
    );
  });
});
