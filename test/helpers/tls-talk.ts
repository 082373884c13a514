import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { bundle, type Minted } from './certificates.ts';

/** The TLS server's side on a connection that plain text may have gone over before: shakes hands and waits. */
export function talkTls(identity: Minted, ...chain: readonly Minted[]): (socket: Socket) => void {
  const secureContext = createSecureContext({ cert: bundle(identity, ...chain), key: identity.keyPem });
  return (socket) => {
    // What flows through the socket is TLS's to read.
    socket.pause();
    const secure = new TLSSocket(socket, { isServer: true, secureContext });
    secure.on('error', () => socket.destroy());
    secure.on('end', () => secure.end());
    secure.resume();
  };
}
