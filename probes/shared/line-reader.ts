import type { Duplex } from 'node:stream';

/** The longest line with its line feed, as in Go's `bufio.Scanner`. */
const maxLineBytes = 64 * 1024;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const nothing = Buffer.alloc(0);

/** After any of these, a read may have something to return. */
const events = ['readable', 'end', 'close'] as const;

/** Why nothing could be read: the peer closed its side, the stream broke, or the run is over. */
export type ReadEnd =
  | { readonly kind: 'end' }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'aborted' };

export type BytesRead = { readonly kind: 'bytes'; readonly bytes: Buffer } | ReadEnd;

/** `too_long` is final: there is no line after it. */
export type LineRead =
  | { readonly kind: 'line'; readonly bytes: Buffer }
  | { readonly kind: 'too_long' }
  | ReadEnd;

/**
 * Reads lines, or single portions of bytes, from a stream; every read ends when `signal` aborts.
 *
 * Takes from the stream only what a read needs, so that a peer that floods is stopped by flow control. It
 * never closes the stream, and removes its listeners when it is disposed of: whoever owns the stream listens
 * for its errors and destroys it.
 */
export class LineReader implements Disposable {
  readonly #stream: Duplex;
  readonly #signal: AbortSignal;
  /** What was read beyond the last line and may hold further lines. */
  #unscanned: Buffer = nothing;
  /** The beginning of a line: what came before, and holds no line feed. */
  #begun: Buffer[] = [];
  #begunBytes = 0;
  /** What the stream reported: a TLS alert, for one, comes as an event alone, and an orderly end after it. */
  #error: Error | undefined;
  #wake = (): void => {};

  constructor(stream: Duplex, signal: AbortSignal) {
    this.#stream = stream;
    this.#signal = signal;
    for (const event of events) stream.on(event, this.#onEvent);
    stream.on('error', this.#onError);
    signal.addEventListener('abort', this.#onEvent);
  }

  [Symbol.dispose](): void {
    for (const event of events) this.#stream.off(event, this.#onEvent);
    this.#stream.off('error', this.#onError);
    this.#signal.removeEventListener('abort', this.#onEvent);
  }

  /**
   * The next line without its line feed and one carriage return before it. What stands unterminated before
   * the end of the stream is a line, too. A line longer than 64 KiB is not read to its end.
   */
  async readLine(): Promise<LineRead> {
    if (this.#signal.aborted) return { kind: 'aborted' };
    for (;;) {
      const end = this.#unscanned.indexOf(lineFeed);
      if (this.#begunBytes + (end < 0 ? this.#unscanned.length : end + 1) > maxLineBytes) {
        return { kind: 'too_long' };
      }
      if (end >= 0) {
        const line = this.#finish(this.#unscanned.subarray(0, end));
        this.#unscanned = this.#unscanned.subarray(end + 1);
        return { kind: 'line', bytes: line };
      }
      this.#begin();
      // A buffer that is full without a line feed cannot become a line any more.
      if (this.#begunBytes === maxLineBytes) return { kind: 'too_long' };
      const read = await this.readBytes(maxLineBytes);
      if (read.kind === 'bytes') this.#unscanned = read.bytes;
      else if (read.kind === 'end' && this.#begunBytes > 0)
        return { kind: 'line', bytes: this.#finish(nothing) };
      else return read;
    }
  }

  /**
   * What the stream has next, at least one byte and at most `maxBytes`: one portion, as it arrived. It
   * passes by what earlier lines left over, which stays for the next line.
   */
  async readBytes(maxBytes: number): Promise<BytesRead> {
    for (;;) {
      if (this.#signal.aborted) return { kind: 'aborted' };
      // A read of nothing starts the stream, and lets a stream that is at its end say so.
      const chunk: unknown = this.#stream.read(Math.min(maxBytes, this.#stream.readableLength));
      if (Buffer.isBuffer(chunk)) return { kind: 'bytes', bytes: chunk };
      const error = this.#stream.errored ?? this.#error;
      if (error !== undefined) return { kind: 'error', error };
      if (this.#stream.readableEnded || this.#stream.destroyed) return { kind: 'end' };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #begin(): void {
    if (this.#unscanned.length === 0) return;
    this.#begun.push(this.#unscanned);
    this.#begunBytes += this.#unscanned.length;
    this.#unscanned = nothing;
  }

  #finish(last: Buffer): Buffer {
    const line = this.#begun.length === 0 ? last : Buffer.concat([...this.#begun, last]);
    this.#begun = [];
    this.#begunBytes = 0;
    return line.at(-1) === carriageReturn ? line.subarray(0, -1) : line;
  }

  readonly #onEvent = (): void => this.#wake();

  readonly #onError = (error: Error): void => {
    this.#error ??= error;
    this.#wake();
  };
}
