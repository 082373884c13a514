import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, type Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Writable } from 'node:stream';

/** A request over HTTP/1.1 or HTTP/2. */
export type Request = IncomingMessage | Http2ServerRequest;

/** The answer to a {@link Request}. */
export type Response = ServerResponse | Http2ServerResponse;

/** Answers requests. It answers every one and never throws. */
export type App = (request: Request, response: Response) => void;

/** The values of a request's header in the order they came in; `name` is in lower case. */
export function headerValues({ rawHeaders }: Request, name: string): readonly string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const header = rawHeaders[index] ?? '';
    if (header.length === name.length && header.toLowerCase() === name)
      values.push(rawHeaders[index + 1] ?? '');
  }
  return values;
}

/** Whether there is nothing left to answer: it was done, or nobody waits for it any more. */
export function isSettled(response: Response): boolean {
  return response.headersSent || isGone(response);
}

/** Whether nobody waits for the answer any more. */
export function isGone(response: Response): boolean {
  return response instanceof Http2ServerResponse ? response.stream.destroyed : response.destroyed;
}

/**
 * What the body of an answer is written to once its head is: with HTTP/2 the stream itself, as Node.js does not tell
 * a pipeline into its answer that the client has left.
 */
export function bodyOf(response: Response): Writable {
  return response instanceof Http2ServerResponse ? response.stream : response;
}

/** Has the connection of an HTTP/1.1 request closed after its answer; one of HTTP/2 carries other requests too. */
export function closeAfter(response: Response): void {
  if (!(response instanceof Http2ServerResponse)) response.shouldKeepAlive = false;
}

/** Takes nothing more of a request once its answer, which is complete, has been sent. */
export function cutOff(response: Response): void {
  if (response instanceof Http2ServerResponse) {
    const { stream } = response;
    // Not NO_ERROR, on which Node.js and curl wait for ever with what they still have to send.
    const cancel = (): void => stream.close(constants.NGHTTP2_CANCEL);
    if (stream.writableFinished) cancel();
    else stream.once('finish', cancel);
    return;
  }
  const { socket } = response.req;
  if (response.writableFinished) socket.destroy();
  else response.once('finish', () => socket.destroy());
}
