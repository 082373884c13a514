/**
 * One HTTP request over a TLS connection that is there already, by Node's own clients: small bodies, no redirects, and
 * nothing of the response but what DNS over HTTPS needs.
 */
import http from 'node:http';
import http2 from 'node:http2';
import type { TLSSocket } from 'node:tls';

export interface HttpsMessage {
  readonly method: 'GET' | 'POST';
  /** `Host` or `:authority`. */
  readonly authority: string;
  /** Path and query, bytes as Latin-1. */
  readonly path: string;
  /** Without `Host`; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** Told of a response as it comes: `head` first, then `data`, then `end`; or `fail` at any time. */
export interface ResponseSink {
  readonly head: (statusCode: number, contentType: string) => void;
  readonly data: (chunk: Buffer) => void;
  readonly end: () => void;
  /** Without an error the peer closed the connection or the stream. */
  readonly fail: (error?: Error) => void;
}

/**
 * Sends `message` in the protocol that ALPN agreed on. Returns a function that drops the exchange; the sink may be
 * told of its end even so, and more than once. Closing the socket is for the caller.
 */
export function sendOverHttps(socket: TLSSocket, message: HttpsMessage, sink: ResponseSink): () => void {
  return socket.alpnProtocol === 'h2' ? sendHttp2(socket, message, sink) : sendHttp1(socket, message, sink);
}

function sendHttp1(socket: TLSSocket, message: HttpsMessage, sink: ResponseSink): () => void {
  const { method, authority, path, headers, body } = message;
  const length = body === undefined ? {} : { 'content-length': String(body.length) };
  const request = http.request({
    createConnection: () => socket,
    method,
    path,
    headers: { host: authority, ...headers, ...length, connection: 'close' },
  });
  const fail = (error: Error): void => {
    // Node words the end of a connection as a reset that never was.
    if ('code' in error && error.code === 'ECONNRESET' && socket.errored === null) sink.fail();
    else sink.fail(error);
  };
  request.on('error', fail);
  request.on('response', (response) => {
    sink.head(response.statusCode ?? 0, response.headers['content-type'] ?? '');
    response.on('data', sink.data);
    response.on('end', sink.end);
    response.on('error', fail);
  });
  request.on('close', () => sink.fail());
  request.end(body);
  return () => request.destroy();
}

function sendHttp2(socket: TLSSocket, message: HttpsMessage, sink: ResponseSink): () => void {
  const { method, authority, path, headers, body } = message;
  const session = http2.connect('https://target.invalid', {
    createConnection: () => socket,
    settings: { enablePush: false },
  });
  session.on('error', sink.fail);
  session.on('close', () => sink.fail());
  const stream = session.request(
    { ':method': method, ':scheme': 'https', ':authority': authority, ':path': path, ...headers },
    { endStream: body === undefined },
  );
  stream.on('error', sink.fail);
  stream.on('response', (fields) => {
    sink.head(fields[':status'] ?? 0, fields['content-type'] ?? '');
    stream.on('data', sink.data);
    stream.on('end', sink.end);
  });
  stream.on('close', () => sink.fail());
  if (body !== undefined) stream.end(body);
  return () => session.destroy();
}
