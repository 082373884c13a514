import type { TLSSocket } from 'node:tls';
import { abortFailure } from '../abort.ts';
import type { ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { shortened } from '../shared/shortened.ts';
import { socketFailure } from '../shared/socket-failure.ts';
import { tlsFailure } from '../shared/tls/tls-failure.ts';
import { type Exchanged, malformed, mismatched } from './exchange.ts';
import { type HttpsMessage, sendOverHttps } from './https-client.ts';
import type { Query } from './query.ts';
import { readReply } from './reply.ts';

/** The application protocols to offer: RFC 8484, section 5.2 recommends HTTP/2. */
export const httpsAlpn = ['h2', 'http/1.1'] as const;

/** The media type of a DNS message (RFC 8484, section 6). */
const mediaType = 'application/dns-message';
/** No DNS message is longer. */
const maxBytes = 65_535;

/** How to ask over HTTPS. */
export interface HttpsRequest {
  readonly query: Query;
  /** `Host` or `:authority`. */
  readonly authority: string;
  /** Path and query of the resource, bytes as Latin-1. */
  readonly resource: string;
  readonly method: 'GET' | 'POST';
}

/**
 * Sends a query as one HTTP request (RFC 8484) and reads the response; ends when `context.signal` aborts.
 *
 * Redirects are not followed. The socket is destroyed.
 */
export function exchangeHttps(
  socket: TLSSocket,
  request: HttpsRequest,
  context: ProbeContext,
): Promise<Exchanged> {
  const { signal } = context;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let settled = false;
    let drop = (): void => {};
    const settle = (exchanged: Exchanged): void => {
      if (settled) return;
      settled = true;
      signal.removeEventListener('abort', onAbort);
      drop();
      socket.destroy();
      resolve(exchanged);
    };
    const fail = (failure: Failure): void => settle({ ok: false, failure });
    const onAbort = (): void => fail(abortFailure(signal, 'response', 'dns.timed_out'));
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) {
      onAbort();
      return;
    }
    try {
      drop = sendOverHttps(socket, messageOf(request), {
        head: (statusCode, contentType) => {
          const failure = judgeHead(statusCode, contentType);
          if (failure !== undefined) fail(failure);
        },
        data: (chunk) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size > maxBytes) fail(tooLarge);
        },
        end: () => settle(readBody(request.query, Buffer.concat(chunks))),
        fail: (error) => fail(error === undefined ? closed : httpFailure(error)),
      });
    } catch (error) {
      // Node's clients throw when the connection ended before they were called.
      if (!(error instanceof Error)) throw error;
      fail(httpFailure(error));
    }
  });
}

function messageOf({ query, authority, resource, method }: HttpsRequest): HttpsMessage {
  if (method === 'POST') {
    const headers = { accept: mediaType, 'content-type': mediaType };
    return { method, authority, path: resource, headers, body: query.message };
  }
  const separator = resource.includes('?') ? '&' : '?';
  const path = `${resource}${separator}dns=${query.message.toString('base64url')}`;
  return { method, authority, path, headers: { accept: mediaType } };
}

function judgeHead(statusCode: number, contentType: string): Failure | undefined {
  if (statusCode < 200 || statusCode > 299) {
    const detail = `the server answered with HTTP status ${statusCode}`;
    return { phase: 'response', reason: 'assert.status', blame: 'target', detail };
  }
  if (contentType.split(';', 1)[0]?.trim().toLowerCase() === mediaType) return undefined;
  return malformed(`the content type is ${JSON.stringify(shortened(contentType))} and not ${mediaType}`);
}

function readBody(query: Query, body: Buffer): Exchanged {
  const reading = readReply(query, body);
  if (reading.kind === 'reply') return { ok: true, message: reading.message };
  const explain = reading.kind === 'malformed' ? malformed : mismatched;
  return { ok: false, failure: explain(reading.problem) };
}

const ofTarget = { phase: 'response', blame: 'target' } as const;

const tooLarge: Failure = {
  ...ofTarget,
  reason: 'http.response.body_too_large',
  detail: `the response has more than ${maxBytes} bytes`,
};

const closed: Failure = {
  ...ofTarget,
  reason: 'tcp.closed',
  detail: 'the server closed the connection before the response was complete',
};

function httpFailure(error: Error): Failure {
  const tls = tlsFailure(error);
  if (tls !== undefined) return tls;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'HPE_HEADER_OVERFLOW') {
    const detail = 'the header of the response is too large';
    return { ...ofTarget, reason: 'http.response.headers_too_large', detail };
  }
  if (!/^(?:HPE_|ERR_HTTP2_)/.test(code)) return socketFailure(error, 'response');
  return { ...ofTarget, reason: 'http.protocol.error', detail: error.message };
}
