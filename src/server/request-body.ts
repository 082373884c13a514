import { type App, closeAfter, cutOff, type Request } from './messages.ts';
import { sendError } from './reply.ts';

/** This much of a body that nobody asked for is thrown away before the request is given up. */
const maxIgnoredBytes = 1024 * 1024;

/** Throws the request's body away; one that is too long is answered 413 and not read to its end. */
export const ignoreBody: App = (request, response) => {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxIgnoredBytes) return;
    request.pause();
    request.removeAllListeners('data');
    closeAfter(response);
    sendError(response, 413, 'Request body too large');
    cutOff(response);
  });
};

/** Leaves the body to the app until the request is answered; what was not read by then is thrown away, as above. */
export const ignoreRest: App = (request, response) => {
  // Before Node.js, which would read on without an end from a request that nobody has begun to read.
  response.prependOnceListener('finish', () => {
    ignoreBody(request, response);
    request.read(0);
  });
};

/** The body of a request, or why there is none: it is longer than it may be, or the client has left. */
export type BodyReading =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'too_long' | 'gone' };

/** Reads the body of a request that nobody has ignored. Of one that is too long the rest stays where it is. */
export function readBody(request: Request, maxBytes: number): Promise<BodyReading> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (reading: BodyReading): void => {
      request.off('data', take).off('end', end).off('close', leave);
      resolve(reading);
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= maxBytes) return;
      request.pause();
      settle({ ok: false, reason: 'too_long' });
    };
    const end = (): void => settle({ ok: true, text: Buffer.concat(chunks).toString('utf8') });
    const leave = (): void => settle({ ok: false, reason: 'gone' });
    // An error of the connection is followed by its end.
    request.on('error', () => {});
    request.on('data', take).once('end', end).once('close', leave);
  });
}
