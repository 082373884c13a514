/** One HTTP/1.1 exchange over a connected socket, through an undici client that lives for this request only. */
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { Client, type Dispatcher } from 'undici';
import { abortFailure } from '../abort.ts';
import type { ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import type { ExchangeResult, HttpRequest, ResponseHead } from '../shared/http/message.ts';
import { ResponseHeadReader } from '../shared/http/response-head.ts';
import { BodyCutShort } from './body-cut-short.ts';
import { exchangeFailure } from './exchange-failure.ts';

/**
 * Sends `request` and resolves when the head of the final response has arrived, or failed to.
 *
 * The socket belongs to the exchange from here on: it is destroyed when the exchange fails, when the context's
 * signal aborts, and when the response is closed.
 */
export function exchangeHttp1(
  socket: Socket,
  request: HttpRequest,
  context: ProbeContext,
): Promise<ExchangeResult> {
  const head = tapResponseHead(socket, request.method, context);
  let handed = false;
  const client = new Client(`${request.scheme}://${placeholderHost}`, {
    // One attempt: undici would connect again if the first connection died before the request was written.
    // It does not notice a connection that is there before its call has returned.
    connect: (_options, callback) => {
      const isFirst = !handed;
      handed = true;
      queueMicrotask(() => {
        if (isFirst) callback(null, socket);
        else callback(new Error('the connection is gone'), null);
      });
    },
    pipelining: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
    strictContentLength: false,
  });
  return new Promise((resolve) => {
    const { signal } = context;
    let controller: Dispatcher.DispatchController | undefined;
    const body = new Readable({
      read: () => controller?.resume(),
      destroy: (error, callback) => {
        close();
        callback(error);
      },
    });
    // The reader of the body may be gone already when it fails.
    body.on('error', () => {});

    const onAbort = (): void => fail(abortFailure(signal, 'response'));
    signal.addEventListener('abort', onAbort, { once: true });
    function close(): void {
      signal.removeEventListener('abort', onAbort);
      // With an error, or undici asserts that it has not been paused when the socket closes.
      socket.destroy(exchangeOver);
      if (!client.destroyed) void client.destroy();
    }
    function fail(failure: Failure): void {
      resolve({ ok: false, failure });
      body.destroy(new BodyCutShort(failure));
    }

    if (signal.aborted) {
      onAbort();
      return;
    }
    const { method, target, host, headers, body: requestBody } = request;
    client.dispatch(
      {
        method,
        path: target,
        headers: ['Host', host, ...headers.flat()],
        body: requestBody ?? null,
      },
      {
        onRequestStart: (started) => {
          controller = started;
        },
        onResponseStart: () => {
          const seen = head.complete();
          if (seen === undefined) {
            fail(exchangeFailure(new Error('response without a head')));
            return;
          }
          resolve({ ok: true, response: { ...seen, body, close: () => body.destroy() } });
        },
        onResponseData: (paused, chunk) => {
          if (!body.push(chunk)) paused.pause();
        },
        onResponseEnd: () => {
          body.push(null);
        },
        onResponseError: (_controller, error) => {
          if (signal.aborted) fail(abortFailure(signal, 'response'));
          else fail(head.refusal() ?? exchangeFailure(error, socket.readableEnded));
        },
      },
    );
  });
}

const exchangeOver = new Error('the exchange is over');

/** undici insists on an origin; the socket is connected already and every request names its own host. */
const placeholderHost = 'target.invalid';

interface HeadTap {
  complete(): { head: ResponseHead; firstByteMs: number } | undefined;
  refusal(): Failure | undefined;
}

/**
 * Reads the response head between the socket and undici, which takes its bytes through `socket.read()`.
 *
 * Until the head is complete undici sees nothing; then it gets a plain head that says how the body is framed,
 * and the body's bytes as they are.
 */
function tapResponseHead(socket: Socket, method: string, context: ProbeContext): HeadTap {
  const reader = new ResponseHeadReader(method);
  const read = socket.read.bind(socket);
  let firstByteMs: number | undefined;
  let complete: { head: ResponseHead; firstByteMs: number } | undefined;
  let refusal: Failure | undefined;
  socket.read = (size?: number): unknown => {
    for (;;) {
      const chunk: unknown = read(size);
      if (complete !== undefined || !Buffer.isBuffer(chunk)) return chunk;
      if (refusal !== undefined) continue;
      firstByteMs ??= context.clock.monotonicMs();
      const progress = reader.push(chunk);
      if (progress.kind === 'refused') {
        refusal = progress.failure;
        socket.destroy(new Error(refusal.detail));
        return null;
      }
      if (progress.kind === 'complete') {
        complete = { head: progress.head, firstByteMs };
        return Buffer.concat([progress.framedHead, progress.rest]);
      }
    }
  };
  return { complete: () => complete, refusal: () => refusal };
}
