import type { Server } from 'node:http';
import { createServer, type Http2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { LiveWebConfig } from './live-web-config.ts';
import type { App } from './messages.ts';
import { tlsAcceptor } from './tls-acceptor.ts';

/** How to serve over TLS. */
export interface TlsServing {
  readonly webConfig: LiveWebConfig;
  /** Whether HTTP/2 is offered beside HTTP/1.1. */
  readonly http2: boolean;
  /** Told why a connection came to nothing. */
  readonly onRefused: (reason: string) => void;
}

/** What goes on beside a server's own connections. */
export interface SecureServing {
  /** Lets the requests under way on HTTP/2 connections end, and takes no further ones. */
  drain(): void;
  /** Closes the HTTP/2 connections without a request under way. */
  closeIdle(): void;
  /** Cuts every connection. */
  destroy(): void;
}

export interface TlsServingOptions extends TlsServing {
  readonly app: App;
  readonly handshakeTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly maxHeaderBytes: number;
}

/**
 * Puts TLS before a server that does not listen yet. It accepts connections as before; what comes out of their
 * handshakes is served by itself, or by an HTTP/2 server where client and server agreed on that.
 */
export function serveTls(server: Server, options: TlsServingOptions): SecureServing {
  const { app, http2, handshakeTimeoutMs, idleTimeoutMs, maxHeaderBytes, onRefused, webConfig } = options;
  /** With the requests under way on each. */
  const sessions = new Map<Http2Session, number>();
  const connections = new Set<Socket>();
  const http2Server = createServer(
    { settings: { maxConcurrentStreams: 250, maxHeaderListSize: maxHeaderBytes } },
    app,
  );
  http2Server.on('session', (session) => {
    sessions.set(session, 0);
    session.on('stream', (stream) => {
      sessions.set(session, (sessions.get(session) ?? 0) + 1);
      stream.once('close', () => {
        const left = sessions.get(session);
        if (left !== undefined) sessions.set(session, left - 1);
      });
    });
    session.once('close', () => sessions.delete(session));
    session.setTimeout(idleTimeoutMs, () => session.close());
  });
  http2Server.on('sessionError', ({ message }: Error) => onRefused(message));

  const serveHttp1 = server.listeners('connection');
  server.removeAllListeners('connection');
  const accept = tlsAcceptor({
    webConfig,
    alpnProtocols: http2 ? ['h2', 'http/1.1'] : ['http/1.1'],
    handshakeTimeoutMs,
    onRefused,
    onSecure(socket: TLSSocket) {
      if (socket.alpnProtocol === 'h2') http2Server.emit('connection', socket);
      else for (const serve of serveHttp1) Reflect.apply(serve, server, [socket]);
    },
  });
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    // A client that ends its half of the connection is done with it.
    socket.allowHalfOpen = false;
    accept(socket);
  });

  return {
    drain() {
      for (const session of sessions.keys()) session.close();
    },
    closeIdle() {
      for (const [session, requests] of sessions) if (requests === 0) session.close();
    },
    destroy() {
      for (const session of sessions.keys()) session.destroy();
      for (const socket of connections) socket.destroy();
    },
  };
}
