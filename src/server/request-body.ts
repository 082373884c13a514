import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendError } from './reply.ts';

/** No route reads a body; this much of one is thrown away before the connection is given up. */
const maxIgnoredBytes = 1024 * 1024;

/** Throws the request's body away; one that is too long is answered 413 and its connection closed. */
export function ignoreBody(request: IncomingMessage, response: ServerResponse): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxIgnoredBytes) return;
    request.pause();
    request.removeAllListeners('data');
    response.shouldKeepAlive = false;
    if (response.writableEnded) {
      request.socket.destroy();
      return;
    }
    response.once('finish', () => request.socket.destroy());
    sendError(response, 413, 'Request body too large');
  });
}
