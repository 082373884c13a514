import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { objectionToClient } from './client-certificate.ts';
import type { LiveWebConfig } from './live-web-config.ts';
import type { TlsMaterial } from './tls-material.ts';

/** How to make TLS connections out of plain ones. */
export interface TlsAcceptorOptions {
  readonly webConfig: LiveWebConfig;
  /** In order of preference. */
  readonly alpnProtocols: readonly string[];
  readonly handshakeTimeoutMs: number;
  /** Gets every connection whose handshake and client are in order. */
  readonly onSecure: (socket: TLSSocket) => void;
  /** Told why a connection came to nothing. */
  readonly onRefused: (reason: string) => void;
}

type Usable = Extract<TlsMaterial, { readonly ok: true }>;

/** What Go's server says to whoever speaks plain HTTP to it. */
const plainHttpAnswer = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';

/** Takes connections and makes a handshake with each, with the certificate that is valid at that moment. */
export function tlsAcceptor(options: TlsAcceptorOptions): (socket: Socket) => void {
  const { webConfig, handshakeTimeoutMs, onRefused } = options;
  let current: { readonly material: Usable; readonly server: Server } | undefined;

  async function accept(socket: Socket): Promise<void> {
    const first = await firstBytes(socket, handshakeTimeoutMs);
    if (first === undefined) return;
    if (/^(?:GET|HEAD|POST|PUT|OPTIONS) /.test(first.toString('latin1', 0, 8))) {
      onRefused('a client spoke plain HTTP');
      socket.end(plainHttpAnswer);
      return;
    }
    const material = await webConfig.tls();
    if (socket.destroyed) return;
    if (!material.ok) {
      onRefused(material.error);
      socket.destroy();
      return;
    }
    if (current?.material !== material) current = { material, server: handshaker(material, options) };
    socket.unshift(first);
    current.server.emit('connection', socket);
  }

  return (socket) => {
    // Connections break; what there is to clean up is cleaned up by 'close'.
    socket.on('error', () => {});
    accept(socket).catch((error: unknown) => {
      onRefused(String(error));
      socket.destroy();
    });
  };
}

/** A TLS server that listens nowhere: it makes handshakes on the connections that it is given. */
function handshaker(material: Usable, options: TlsAcceptorOptions): Server {
  const { alpnProtocols, handshakeTimeoutMs, onRefused, onSecure } = options;
  const server = createServer({
    ...material.options,
    ALPNProtocols: [...alpnProtocols],
    handshakeTimeout: handshakeTimeoutMs,
  });
  server.on('secureConnection', (socket) => {
    socket.on('error', () => {});
    const objection = objectionToClient(socket, material.config);
    if (objection === undefined) {
      onSecure(socket);
      return;
    }
    onRefused(objection);
    socket.destroy();
  });
  server.on('tlsClientError', (error, socket) => {
    onRefused(error.message);
    socket.destroy();
  });
  return server;
}

/** What the client sends first; `undefined`, and the connection closed, when it sends nothing in time. */
async function firstBytes(socket: Socket, timeoutMs: number): Promise<Buffer | undefined> {
  const timer = setTimeout(() => socket.destroy(), timeoutMs);
  try {
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        socket.off('readable', settle);
        socket.off('close', settle);
        resolve();
      };
      // A connection that ends is 'readable' too.
      socket.on('readable', settle);
      socket.on('close', settle);
    });
    const bytes: unknown = socket.read();
    if (bytes instanceof Buffer) return bytes;
    socket.destroy();
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
