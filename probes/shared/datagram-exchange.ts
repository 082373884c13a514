import dgram from 'node:dgram';
import type { DnsMessage } from '../dns/message.ts';
import type { Query } from '../dns/query.ts';
import { readReply } from '../dns/reply.ts';

/** What came back for one query. */
export type DatagramReply =
  | { readonly kind: 'reply'; readonly message: DnsMessage }
  /** Meant for the query, and no message. */
  | { readonly kind: 'malformed' }
  /** What the socket reported. */
  | { readonly kind: 'error'; readonly error: Error }
  /** The signal aborted. */
  | { readonly kind: 'none' };

/** Where to send datagrams to. */
export interface Endpoint {
  /** An IP literal. */
  readonly host: string;
  readonly port: number;
}

/**
 * Sends queries to one server from one socket, each in a datagram, and tells their replies apart by id and question.
 *
 * The socket is connected, so that the kernel drops what comes from elsewhere and reports a port that nobody listens on.
 * Datagrams that are no reply to a query are passed over: anyone may have sent them.
 */
export class DatagramExchange implements Disposable {
  readonly #socket: dgram.Socket;
  readonly #waiting = new Set<Waiting>();
  #isConnected = false;
  #error: Error | undefined;

  constructor({ host, port }: Endpoint) {
    this.#socket = dgram.createSocket(host.includes(':') ? 'udp6' : 'udp4');
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('connect', () => {
      this.#isConnected = true;
      for (const { query } of this.#waiting) this.#send(query);
    });
    this.#socket.on('message', (bytes) => {
      for (const waiting of this.#waiting) waiting.read(bytes);
    });
    this.#socket.connect(port, host);
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
      if (this.#isConnected) this.#send(query);
    });
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #send({ message }: Query): void {
    this.#socket.send(message, (error) => {
      if (error !== null) this.#fail(error);
    });
  }

  /** The kernel reports an unreachable port to the socket, not to one of its datagrams. */
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
