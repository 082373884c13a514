/**
 * One HTTP/2 exchange (RFC 9113) over a TLS connection that agreed on `h2`.
 *
 * node:http2 itself and not a client on top of it: those hand repeated fields over joined with commas, but a
 * header rule judges each value.
 */
import http2 from 'node:http2';
import { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { abortFailure } from '../abort.ts';
import type { ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import {
  type ExchangeResult,
  type HttpRequest,
  headerValues,
  type ResponseHead,
} from '../shared/http/message.ts';
import { BodyCutShort } from './body-cut-short.ts';
import { exchangeFailure } from './exchange-failure.ts';

/** Fields that belong to an HTTP/1 connection and may not appear in HTTP/2 (RFC 9113 section 8.2.2). */
const connectionFields: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'te',
]);

/**
 * Sends `request` and resolves when the head of the final response has arrived, or failed to.
 *
 * The socket belongs to the exchange from here on, as in `exchangeHttp1`.
 */
export function exchangeHttp2(
  socket: TLSSocket,
  request: HttpRequest,
  context: ProbeContext,
): Promise<ExchangeResult> {
  return new Promise((resolve) => {
    const { signal, clock } = context;
    const session = http2.connect('https://target.invalid', {
      createConnection: () => socket,
      settings: { enablePush: false },
      maxHeaderListPairs: 10_000,
    });
    let stream: http2.ClientHttp2Stream | undefined;
    const body = new Readable({
      read: () => stream?.resume(),
      destroy: (error, callback) => {
        close();
        callback(error);
      },
    });
    // The reader of the body may be gone already when it fails.
    body.on('error', () => {});
    let firstByteMs: number | undefined;

    const onAbort = (): void => fail(abortFailure(signal, 'response'));
    signal.addEventListener('abort', onAbort, { once: true });
    function close(): void {
      signal.removeEventListener('abort', onAbort);
      session.destroy();
      socket.destroy();
    }
    function fail(failure: Failure): void {
      resolve({ ok: false, failure });
      body.destroy(new BodyCutShort(failure));
    }
    function failWith(error: unknown): void {
      fail(signal.aborted ? abortFailure(signal, 'response') : exchangeFailure(error));
    }

    session.on('error', failWith);
    session.on('goaway', (code: number) => {
      if (code !== http2.constants.NGHTTP2_NO_ERROR) failWith(goneAway(code));
    });
    session.on('close', () => {
      if (!body.readableEnded && !body.destroyed) failWith(goneAway());
    });
    if (signal.aborted) {
      onAbort();
      return;
    }
    try {
      stream = session.request(requestFields(request), { endStream: request.body === undefined });
    } catch (error) {
      failWith(error);
      return;
    }
    stream.on('error', failWith);
    stream.once('headers', () => {
      firstByteMs ??= clock.monotonicMs();
    });
    stream.once('response', (fields: http2.IncomingHttpHeaders, flags: number, ...more: unknown[]) => {
      firstByteMs ??= clock.monotonicMs();
      isAnswered = true;
      const head = responseHead(fields, flags, { rawHeaders: more[0], method: request.method });
      resolve({ ok: true, response: { head, firstByteMs, body, close: () => body.destroy() } });
    });
    stream.on('data', (chunk: Buffer) => {
      if (!body.push(chunk)) stream?.pause();
    });
    // A stream that the peer reset with NO_ERROR or CANCEL has no error event, and an end as if it were complete.
    let isAnswered = false;
    stream.on('end', () => {
      const { rstCode } = stream ?? {};
      if (isAnswered && rstCode === http2.constants.NGHTTP2_NO_ERROR) body.push(null);
      else failWith(goneAway(rstCode));
    });
    stream.on('close', () => {
      if (stream !== undefined && !stream.readableEnded) failWith(goneAway(stream.rstCode));
    });
    if (request.body instanceof Readable) {
      request.body.on('error', failWith);
      request.body.pipe(stream);
    } else if (request.body !== undefined) {
      stream.end(request.body);
    }
  });
}

function requestFields(request: HttpRequest): http2.OutgoingHttpHeaders {
  const fields: Record<string, string | string[]> = {
    ':method': request.method,
    ':scheme': request.scheme,
    ':authority': request.host,
    ':path': request.target,
  };
  for (const [name, value] of request.headers) {
    const field = name.toLowerCase();
    if (connectionFields.has(field)) continue;
    const earlier = fields[field];
    fields[field] = earlier === undefined ? value : [earlier, value].flat();
  }
  if (Buffer.isBuffer(request.body)) fields['content-length'] = String(request.body.length);
  return fields;
}

function responseHead(
  fields: http2.IncomingHttpHeaders & { ':status'?: unknown },
  flags: number,
  { rawHeaders, method }: { rawHeaders: unknown; method: string },
): ResponseHead {
  const headers: [string, string][] = [];
  if (Array.isArray(rawHeaders)) {
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      const name = String(rawHeaders[index]);
      if (!name.startsWith(':')) headers.push([name, String(rawHeaders[index + 1])]);
    }
  }
  const endsHere = (flags & http2.constants.NGHTTP2_FLAG_END_STREAM) !== 0;
  const [announced] = headerValues(headers, 'content-length');
  const unannounced = endsHere && method !== 'HEAD' ? 0 : -1;
  return {
    protocol: 'HTTP/2.0',
    statusCode: Number(fields[':status']),
    headers,
    contentLength: announced !== undefined && /^[0-9]+$/.test(announced) ? Number(announced) : unannounced,
  };
}

function goneAway(code?: number): Error & { code: string } {
  const why =
    code === undefined ? 'the target closed the connection' : `the target ended it with HTTP/2 error ${code}`;
  const message = `the response is incomplete: ${why}`;
  return Object.assign(new Error(message), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
}
