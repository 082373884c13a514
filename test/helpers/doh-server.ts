import { once } from 'node:events';
import type http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type net from 'node:net';
import { bundle, type Minted } from './certificates.ts';
import { portOf } from './port-of.ts';

/** A request as it reached the server. */
export interface DohRequest {
  /** `1.1` or `2.0`. */
  readonly version: string;
  readonly method: string;
  readonly path: string;
  readonly authority: string;
  readonly accept: string;
  /** Of the body; "" when there is none. */
  readonly contentType: string;
  /** The DNS message, from the body or the parameter. */
  readonly query: Buffer;
}

export interface DohResponse {
  /** Default: 200. */
  readonly status?: number;
  /** Default: application/dns-message. */
  readonly contentType?: string;
  readonly body: Buffer;
}

/** A DNS-over-HTTPS server on a port of loopback, over HTTP/1.1 or HTTP/2. */
export interface DohServer extends AsyncDisposable {
  readonly port: number;
  /** Every request so far. */
  readonly requests: readonly DohRequest[];
}

/** Starts a server for one of the two protocols; an answer of nothing leaves the request open. */
export async function startDohServer(
  identity: Minted,
  answer: (request: DohRequest) => DohResponse | undefined,
  protocol: 'h2' | 'http/1.1' = 'h2',
): Promise<DohServer> {
  const requests: DohRequest[] = [];
  const sockets = new Set<net.Socket>();
  const credentials = { cert: bundle(identity), key: identity.keyPem };
  const server =
    protocol === 'h2'
      ? http2.createSecureServer(credentials, take)
      : https.createServer({ ...credentials, ALPNProtocols: [protocol] }, take);
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  function take(
    incoming: http.IncomingMessage | http2.Http2ServerRequest,
    outgoing: http.ServerResponse | http2.Http2ServerResponse,
  ): void {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { url = '', method = '', headers } = incoming;
      const parameter = /[?&]dns=(?<message>[^&]*)/u.exec(url)?.groups?.['message'] ?? '';
      const request: DohRequest = {
        version: incoming.httpVersion,
        method,
        path: url,
        authority: String(headers[':authority'] ?? headers.host),
        accept: String(headers.accept),
        contentType: headers['content-type'] ?? '',
        query: chunks.length > 0 ? Buffer.concat(chunks) : Buffer.from(parameter, 'base64url'),
      };
      requests.push(request);
      const response = answer(request);
      if (response === undefined) return;
      outgoing.writeHead(response.status ?? 200, {
        'content-type': response.contentType ?? 'application/dns-message',
      });
      outgoing.end(response.body);
    });
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server),
    requests,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
