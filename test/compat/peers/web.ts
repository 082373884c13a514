import type { TLSSocket } from 'node:tls';
import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import { startH2Server } from '../../helpers/h2-server.ts';
import {
  type RecordedRequest,
  type Responder,
  reply,
  response,
  sent,
  startHttpServer,
} from '../../helpers/http-server.ts';
import { startTlsServer, type TlsServerOptions } from '../../helpers/tls-server.ts';
import type { StartPeer } from '../row.ts';

/** A web server that answers every request so; HOST in `target` stands for its address, PORT for its port. */
export function web(respond: Responder, target = 'http://HOST/'): StartPeer {
  return async () => {
    const server = await startHttpServer(respond);
    return {
      ...server,
      target: target.replace('HOST', server.authority).replace('PORT', String(server.port)),
    };
  };
}

/** The same behind TLS; PORT in `target` stands for its port. */
export function secureWeb(
  options: TlsServerOptions,
  respond: Responder,
  target = 'https://localhost:PORT/',
): StartPeer {
  return async () => {
    const server = await startTlsServer({
      ...options,
      onConnection: (socket: TLSSocket) => {
        socket.once('data', () => respond({ method: '', target: '', headers: [], body: '' }, socket));
      },
    });
    return { ...server, target: target.replace('PORT', String(server.port)) };
  };
}

/** A server of HTTP/2 over TLS that answers with this status and body. */
export function secureWeb2(
  options: Pick<TlsServerOptions, 'identity'>,
  status: number,
  body: string,
): StartPeer {
  return async () => {
    const server = await startH2Server((stream) => {
      stream.respond({ ':status': status, 'content-length': body.length });
      stream.end(body);
    }, options);
    return { ...server, target: `https://localhost:${server.port}/` };
  };
}

/** A whole response with these header lines. */
export function answer(status: number, body = '', ...headers: readonly string[]): Responder {
  return reply(response(status, body, headers));
}

const codings = {
  gzip: gzipSync,
  br: brotliCompressSync,
  deflate: deflateRawSync,
  identity: (bytes: Buffer) => bytes,
} as const;

/** The content codings that the HTTP prober undoes; `deflate` is without the frame of zlib there. */
export type Coding = keyof typeof codings;

/** A text in a coding. */
export function encode(coding: Coding, text: string): Buffer {
  return codings[coding](Buffer.from(text));
}

/** A response of 200 with a body in this coding, announced as such. */
export function coded(coding: Coding, text: string): Responder {
  return answer(200, encode(coding, text).toString('latin1'), `Content-Encoding: ${coding}`);
}

/** 200 for a request that is as it should be, else 400. */
export function ifRequest(isRight: (request: RecordedRequest) => boolean): Responder {
  return (request, socket) => socket.end(response(isRight(request) ? 200 : 400, ''));
}

/** 200 for a request that carries a header with exactly these values. */
export function ifSent(name: string, ...values: readonly string[]): Responder {
  return ifRequest((request) => JSON.stringify(sent(request, name)) === JSON.stringify(values));
}

/** 200 for a request with this method and body. */
export function ifBody(method: string, body: string): Responder {
  return ifRequest((request) => request.method === method && request.body === body);
}
