import type { Socket } from 'node:net';
import type { HttpBody } from '../shared/http/message.ts';

/** With this much unread, the peer has to wait. */
const highWaterBytes = 64 * 1024;

type Next = IteratorResult<Buffer, undefined>;

interface Waiting {
  readonly resolve: (next: Next) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The body of a response on its way from the socket to whoever reads it, who is one. Much lighter than a stream:
 * there is one for every probe.
 */
export class IncomingBody implements HttpBody, AsyncIterator<Buffer, undefined> {
  readonly #socket: Socket;
  readonly #onDestroy: () => void;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #waiting: Waiting | undefined;
  #end: { readonly error?: Error } | undefined;

  /** Pauses `socket` where nobody reads fast enough; `onDestroy` is called when nobody reads any more. */
  constructor(socket: Socket, onDestroy: () => void) {
    this.#socket = socket;
    this.#onDestroy = onDestroy;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  push(chunk: Buffer): void {
    if (this.#end !== undefined || chunk.length === 0) return;
    const waiting = this.#waiting;
    if (waiting !== undefined) {
      this.#waiting = undefined;
      waiting.resolve({ done: false, value: chunk });
      return;
    }
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > highWaterBytes) this.#socket.pause();
  }

  /** The body is complete. */
  finish(): void {
    this.#settle({});
  }

  /** The body cannot be completed: what came is still read, then the error. */
  fail(error: Error): void {
    this.#settle({ error });
  }

  next(): Promise<Next> {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      this.#bytes -= chunk.length;
      if (this.#bytes <= highWaterBytes && this.#socket.isPaused()) this.#socket.resume();
      return Promise.resolve({ done: false, value: chunk });
    }
    if (this.#end?.error !== undefined) return Promise.reject(this.#end.error);
    if (this.#end !== undefined) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  return(): Promise<Next> {
    this.destroy();
    return Promise.resolve({ done: true, value: undefined });
  }

  destroy(): void {
    this.#chunks = [];
    this.#settle({});
    this.#onDestroy();
  }

  #settle(end: { readonly error?: Error }): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (end.error === undefined) waiting?.resolve({ done: true, value: undefined });
    else waiting?.reject(end.error);
  }
}
