import type { HttpBody } from '../shared/http/message.ts';

/** Chunks of a body, with a way back: what was taken too much is given again. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Buffer>;
  #returned: Buffer | undefined;

  constructor(body: HttpBody) {
    this.#chunks = body[Symbol.asyncIterator]();
  }

  /** The next chunk, `undefined` at the end; rejects with the body's error. */
  async next(): Promise<Buffer | undefined> {
    const returned = this.#returned;
    if (returned !== undefined) {
      this.#returned = undefined;
      return returned;
    }
    const next = await this.#chunks.next();
    return next.done === true ? undefined : next.value;
  }

  /** Exactly `count` bytes, or fewer at the end of the stream. */
  async take(count: number): Promise<Buffer> {
    let taken: Buffer = Buffer.alloc(0);
    while (taken.length < count) {
      const chunk = await this.next();
      if (chunk === undefined) return taken;
      taken = taken.length === 0 ? chunk : Buffer.concat([taken, chunk]);
    }
    this.unread(taken.subarray(count));
    return taken.subarray(0, count);
  }

  /** Puts bytes back in front of everything that is still to come. */
  unread(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#returned = this.#returned === undefined ? bytes : Buffer.concat([bytes, this.#returned]);
  }

  /** Everything that is left, chunk by chunk. */
  async *rest(): AsyncGenerator<Buffer> {
    for (let chunk = await this.next(); chunk !== undefined; chunk = await this.next()) yield chunk;
  }
}
