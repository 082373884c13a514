import { type App, closeAfter, cutOff } from './messages.ts';
import { sendError } from './reply.ts';

/** No route reads a body; this much of one is thrown away before the request is given up. */
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
