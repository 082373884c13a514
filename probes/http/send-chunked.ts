import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';

/**
 * Sends what `body` gives in chunks (RFC 9112, section 7.1), no faster than the peer takes it. Ends quietly when
 * the socket closes; `onUnreadable` is told when the body itself fails.
 */
export function sendChunked(body: Readable, socket: Socket, onUnreadable: (error: Error) => void): void {
  body.on('data', (chunk: Buffer) => {
    if (socket.destroyed) return;
    socket.write(`${chunk.length.toString(16)}\r\n`, 'latin1');
    socket.write(chunk);
    if (!socket.write('\r\n', 'latin1')) body.pause();
  });
  socket.on('drain', () => body.resume());
  socket.once('close', () => body.destroy());
  body.once('end', () => {
    if (!socket.destroyed) socket.write('0\r\n\r\n', 'latin1');
  });
  body.once('error', onUnreadable);
}
