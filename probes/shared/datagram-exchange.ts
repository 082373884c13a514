import type { DnsMessage } from '../dns/message.ts';
import type { Query } from '../dns/query.ts';
import { readReply } from '../dns/reply.ts';
import { type DatagramEnds, type Datagrams, openDatagrams } from './datagrams.ts';

/** What came back for one query. */
export type DatagramReply =
  | { readonly kind: 'reply'; readonly message: DnsMessage }
  /** Meant for the query, and no message. */
  | { readonly kind: 'malformed' }
  /** What the socket reported. */
  | { readonly kind: 'error'; readonly error: Error }
  /** The signal aborted. */
  | { readonly kind: 'none' };

/**
 * Sends queries to one server from one socket, each in a datagram, and tells their replies apart by id and question.
 *
 * Datagrams that are no reply to a query are passed over: anyone may have sent them.
 */
export class DatagramExchange implements Disposable {
  readonly #datagrams: Datagrams;
  readonly #waiting = new Set<Waiting>();
  #isConnected = false;
  #error: Error | undefined;

  constructor(ends: DatagramEnds) {
    this.#datagrams = openDatagrams(ends, {
      onConnect: () => {
        this.#isConnected = true;
        for (const { query } of this.#waiting) this.#datagrams.send(query.message);
      },
      onMessage: (bytes) => {
        for (const waiting of this.#waiting) waiting.read(bytes);
      },
      onError: (error) => this.#fail(error),
    });
  }

  /** Sends a query once, and waits for its reply until `signal` aborts. Never rejects. */
  ask(query: Query, signal: AbortSignal): Promise<DatagramReply> {
    if (signal.aborted) return Promise.resolve({ kind: 'none' });
    if (this.#error !== undefined) return Promise.resolve({ kind: 'error', error: this.#error });
    return new Promise((resolve) => {
      const settle = (reply: DatagramReply): void => {
        this.#waiting.delete(waiting);
        signal.removeEventListener('abort', onAbort);
        resolve(reply);
      };
      const onAbort = (): void => settle({ kind: 'none' });
      const waiting: Waiting = {
        query,
        read: (bytes) => {
          const reading = readReply(query, bytes);
          if (reading.kind === 'reply') settle({ kind: 'reply', message: reading.message });
          else if (reading.kind === 'malformed') settle({ kind: 'malformed' });
        },
        fail: (error) => settle({ kind: 'error', error }),
      };
      this.#waiting.add(waiting);
      signal.addEventListener('abort', onAbort);
      if (this.#isConnected) this.#datagrams.send(query.message);
    });
  }

  [Symbol.dispose](): void {
    this.#datagrams[Symbol.dispose]();
  }

  #fail(error: Error): void {
    this.#error = error;
    for (const waiting of this.#waiting) waiting.fail(error);
  }
}

interface Waiting {
  readonly query: Query;
  readonly read: (bytes: Buffer) => void;
  readonly fail: (error: Error) => void;
}
