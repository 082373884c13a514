import { getEventListeners } from 'node:events';
import { Duplex, PassThrough } from 'node:stream';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LineRead, LineReader } from '../../../probes/shared/line-reader.ts';
import { settled } from '../../helpers/open-resources.ts';

const kib64 = 64 * 1024;

/** A stream that gives these portions, one for every read that waits, and then ends unless it stays open. */
function portions(texts: readonly (string | Buffer)[], open = false): PassThrough {
  const stream = new PassThrough();
  for (const text of texts) stream.write(text);
  if (!open) stream.end();
  return stream;
}

/** All lines up to the first read that gives none, and that read's kind. */
async function readAll(reader: LineReader): Promise<{ lines: string[]; end: LineRead['kind'] }> {
  const lines: string[] = [];
  for (;;) {
    const read = await reader.readLine();
    if (read.kind !== 'line') return { lines, end: read.kind };
    lines.push(read.bytes.toString('latin1'));
  }
}

test.each([
  ['nothing', [], []],
  ['one line', ['one\n'], ['one']],
  ['an empty line', ['\n'], ['']],
  ['a line with a carriage return', ['one\r\n'], ['one']],
  ['two carriage returns, of which one stays', ['one\r\r\n'], ['one\r']],
  ['a carriage return within', ['o\rne\n'], ['o\rne']],
  ['several lines at once', ['one\ntwo\n\nthree\n'], ['one', 'two', '', 'three']],
  ['a line in pieces', ['o', 'n', 'e\r', '\nt', 'wo\n'], ['one', 'two']],
  ['an unterminated end', ['one\ntwo'], ['one', 'two']],
  ['an unterminated end with a carriage return', ['one\r'], ['one']],
  ['bytes that are no text', [Buffer.of(0xff, 0x00, 0x0a, 0x80)], ['\xff\0', '\x80']],
  ['a line of 64 KiB with its line feed', [`${'x'.repeat(kib64 - 1)}\n`], ['x'.repeat(kib64 - 1)]],
  ['an unterminated line one byte shorter', ['x'.repeat(kib64 - 1)], ['x'.repeat(kib64 - 1)]],
])('reads %s', async (_name, texts, lines) => {
  using reader = new LineReader(portions(texts), new AbortController().signal);
  expect(await readAll(reader)).toEqual({ lines, end: 'end' });
});

test.each([
  ['one byte too long', ['ok\n', `${'x'.repeat(kib64)}\n`]],
  ['too long before its line feed', ['ok\n', 'x'.repeat(kib64)]],
  ['too long in pieces', ['ok\nx', ...Array.from({ length: 70 }, () => 'x'.repeat(1000))]],
])('refuses a line that is %s', async (_name, texts) => {
  using reader = new LineReader(portions(texts, true), new AbortController().signal);
  expect(await readAll(reader)).toEqual({ lines: ['ok'], end: 'too_long' });
});

test('reads the same lines however the bytes are cut', async () => {
  const text = fc
    .array(fc.constantFrom('a', '\r', '\n', 'bc'), { maxLength: 60 })
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat({ max: 20 })), async (whole, cuts) => {
      const pieces: string[] = [];
      let rest = whole;
      for (const cut of cuts) {
        pieces.push(rest.slice(0, cut));
        rest = rest.slice(cut);
      }
      using reader = new LineReader(portions([...pieces, rest]), new AbortController().signal);
      const lines = whole.split('\n').map((line) => line.replace(/\r$/u, ''));
      if (whole === '' || whole.endsWith('\n')) lines.pop();
      expect(await readAll(reader)).toEqual({ lines, end: 'end' });
    }),
  );
});

test('gives raw bytes as they came, and keeps the lines read before', async () => {
  const stream = portions(['one\ntwo\n'], true);
  using reader = new LineReader(stream, new AbortController().signal);
  expect(await reader.readLine()).toEqual({ kind: 'line', bytes: Buffer.from('one') });
  stream.write('raw bytes');
  expect(await reader.readBytes(3)).toEqual({ kind: 'bytes', bytes: Buffer.from('raw') });
  expect(await reader.readBytes(100)).toEqual({ kind: 'bytes', bytes: Buffer.from(' bytes') });
  stream.end('three\n');
  expect(await readAll(reader)).toEqual({ lines: ['two', 'three'], end: 'end' });
  expect(await reader.readBytes(1)).toEqual({ kind: 'end' });
});

test('reports the error of a broken stream at every read', async () => {
  const stream = portions(['one'], true);
  stream.on('error', () => {});
  using reader = new LineReader(stream, new AbortController().signal);
  const waiting = reader.readLine();
  const error = new Error('broken');
  stream.destroy(error);
  expect(await waiting).toEqual({ kind: 'error', error });
  expect(await reader.readLine()).toEqual({ kind: 'error', error });
});

test('takes a stream that was destroyed without an error for ended', async () => {
  const stream = portions([], true);
  using reader = new LineReader(stream, new AbortController().signal);
  const waiting = reader.readLine();
  stream.destroy();
  expect(await waiting).toEqual({ kind: 'end' });
});

test('ends when the run does, and removes its listeners when it is disposed of', async () => {
  const stream = portions([], true);
  const controller = new AbortController();
  {
    using reader = new LineReader(stream, controller.signal);
    const waiting = reader.readLine();
    expect(stream.listenerCount('readable')).toBe(1);
    controller.abort();
    expect(await waiting).toEqual({ kind: 'aborted' });
    expect(await reader.readBytes(1)).toEqual({ kind: 'aborted' });
  }
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  expect(stream.listenerCount('readable')).toBe(0);
  expect(stream.listenerCount('error')).toBe(0);
});

test('takes no more from an endless stream than it needs', async () => {
  let pulled = 0;
  const stream = new Duplex({
    read() {
      pulled += 1;
      this.push(Buffer.alloc(kib64, 'x\n'));
    },
    write: (_chunk, _encoding, done) => done(),
  });
  using reader = new LineReader(stream, new AbortController().signal);
  expect(await reader.readLine()).toEqual({ kind: 'line', bytes: Buffer.from('x') });
  await settled();
  expect(pulled).toBeLessThanOrEqual(3);
});
