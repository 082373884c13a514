/** An HTTP exchange as data, the same for HTTP/1 and HTTP/2. */
import type { Readable } from 'node:stream';
import type { Failure } from '../../failure.ts';

/** Header fields in wire order; values are bytes as Latin-1 text, repeated names stay apart. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** All values of a field, in order; names compare without regard to case (RFC 9110 section 5.1). */
export function headerValues(headers: HeaderList, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([field]) => field.toLowerCase() === wanted).map(([, value]) => value);
}

/** Whether `text` is a token (RFC 9110 section 5.6.2), as methods and field names are. */
export function isFieldName(text: string): boolean {
  return /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/.test(text);
}

/** Whether `text` has no control character besides the tab (RFC 9110 section 5.5). */
export function isFieldValue(text: string): boolean {
  return !/[\u0000-\u0008\u000a-\u001f\u007f]/.test(text);
}

/** One request of one hop. */
export interface HttpRequest {
  readonly method: string;
  /** `http` or `https`; HTTP/2 sends it along. */
  readonly scheme: string;
  /** Path and query as they go on the wire, bytes as Latin-1. */
  readonly target: string;
  /** `Host` or `:authority`. */
  readonly host: string;
  /** Without `Host`, `Content-Length` and the fields of the connection itself. */
  readonly headers: HeaderList;
  /** Bytes are sent with a length, a stream is sent chunked. */
  readonly body?: Buffer | Readable;
}

/** Status line and header fields of a response. */
export interface ResponseHead {
  /** As on the wire, `HTTP/1.0`; `HTTP/2.0` for HTTP/2. */
  readonly protocol: string;
  readonly statusCode: number;
  readonly headers: HeaderList;
  /** Length of the body as announced; -1 when it is not known beforehand. */
  readonly contentLength: number;
}

/** A body as it comes; it is read once. */
export interface HttpBody extends AsyncIterable<Buffer> {
  /** Says that nobody reads on. */
  destroy(): void;
}

/** A response whose head has arrived. Whoever gets one calls `close`, read or not. */
export interface HttpResponse {
  readonly head: ResponseHead;
  /** Monotonic milliseconds at the first byte of the response, interim responses included. */
  readonly firstByteMs: number;
  /** The body as sent, transfer coding removed. Ends with an error when it is cut short. */
  readonly body: HttpBody;
  /** Drops the connection at once. */
  close(): void;
}

export type ExchangeResult =
  | { readonly ok: true; readonly response: HttpResponse }
  | {
      readonly ok: false;
      readonly failure: Failure;
      /** As in a response; absent when none came. */
      readonly firstByteMs?: number;
    };
