/** One HTTP/1.1 exchange over a connected socket (RFC 9112): the request as one write, the response as it comes. */
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { abortFailure } from '../abort.ts';
import type { ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { type ExchangeResult, type HttpRequest, isFieldValue } from '../shared/http/message.ts';
import { ResponseHeadReader } from '../shared/http/response-head.ts';
import { BodyCutShort } from './body-cut-short.ts';
import { type BodyFramer, bodyFramer } from './body-framing.ts';
import { exchangeFailure } from './exchange-failure.ts';
import { IncomingBody } from './incoming-body.ts';
import { requestHead } from './request-head.ts';
import { sendChunked } from './send-chunked.ts';

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
  return new Promise((resolve) => {
    const { signal, clock } = context;
    const reader = new ResponseHeadReader(request.method);
    const body = new IncomingBody(socket, close);
    let framer: BodyFramer | undefined;
    let firstByteMs: number | undefined;
    let isOver = false;

    const onAbort = (): void => fail(abortFailure(signal, 'response'));
    function close(): void {
      isOver = true;
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
    }
    function fail(failure: Failure): void {
      if (isOver) return;
      resolve({ ok: false, failure, ...(firstByteMs === undefined ? {} : { firstByteMs }) });
      body.fail(new BodyCutShort(failure));
      close();
    }
    function onData(chunk: Buffer): void {
      if (isOver) return;
      firstByteMs ??= clock.monotonicMs();
      if (framer !== undefined) {
        takeBody(framer, chunk);
        return;
      }
      const progress = reader.push(chunk);
      if (progress.kind === 'refused') fail(progress.failure);
      if (progress.kind !== 'complete') return;
      framer = bodyFramer(progress.framing);
      resolve({
        ok: true,
        response: { head: progress.head, firstByteMs, body, close: () => body.destroy() },
      });
      takeBody(framer, progress.rest);
    }
    function takeBody(from: BodyFramer, bytes: Buffer): void {
      const framed = from.push(bytes);
      for (const part of framed.body) body.push(part);
      if (framed.kind === 'malformed') fail(protocolError(framed.problem));
      if (framed.kind === 'complete') {
        isOver = true;
        body.finish();
        close();
      }
    }
    function onEnd(): void {
      if (isOver) return;
      if (framer?.endsWithConnection === true) {
        body.finish();
        close();
      } else {
        fail(framer === undefined ? closedEarly : incomplete);
      }
    }

    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    if (!isFieldValue(request.host)) {
      fail(unwritable('the host name holds a control character'));
      return;
    }
    socket.on('data', onData);
    socket.on('end', onEnd);
    socket.on('error', (error) => fail(exchangeFailure(error)));
    socket.on('close', onEnd);
    send(socket, request, (error) => fail(unwritable(`the body cannot be read: ${error.message}`)));
  });
}

/** The body of the request is text, bytes or a stream, which is sent in chunks. */
function send(socket: Socket, request: HttpRequest, onUnreadable: (error: Error) => void): void {
  const { body } = request;
  const head = requestHead(request);
  if (body === undefined) {
    socket.write(head, 'latin1');
  } else if (Buffer.isBuffer(body)) {
    socket.write(Buffer.concat([Buffer.from(head, 'latin1'), body]));
  } else {
    socket.write(head, 'latin1');
    sendChunked(body satisfies Readable, socket, onUnreadable);
  }
}

const closedEarly: Failure = {
  phase: 'response',
  reason: 'tcp.closed',
  blame: 'target',
  detail: 'the target closed the connection before the response was complete',
};

const incomplete: Failure = {
  phase: 'response',
  reason: 'http.response.incomplete',
  blame: 'target',
  detail: 'the target closed the connection before the body was complete',
};

function protocolError(detail: string): Failure {
  return { phase: 'response', reason: 'http.protocol.error', blame: 'target', detail };
}

function unwritable(why: string): Failure {
  return {
    phase: 'request',
    reason: 'local.options',
    blame: 'local',
    detail: `the request cannot be sent: ${why}`,
  };
}
