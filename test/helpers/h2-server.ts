import { once } from 'node:events';
import http2 from 'node:http2';
import type { Socket } from 'node:net';
import { bundle, type Minted } from './certificates.ts';
import { portOf } from './port-of.ts';

/** A call as the server received it. */
export interface RecordedCall {
  /** Header fields in wire order, pseudo-header fields included. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** A server that speaks HTTP/2 alone. */
export interface H2Server extends AsyncDisposable {
  readonly port: number;
  /** `127.0.0.1:PORT` or `[::1]:PORT`. */
  readonly authority: string;
  readonly calls: readonly RecordedCall[];
}

/** Answers a call whose request has arrived in full. */
export type H2Answer = (stream: http2.ServerHttp2Stream, call: RecordedCall) => void;

/** Starts a server on a free port of loopback, in plain text or with a certificate. */
export async function startH2Server(
  answer: H2Answer,
  { identity, host = '127.0.0.1' }: { readonly identity?: Minted; readonly host?: '127.0.0.1' | '::1' } = {},
): Promise<H2Server> {
  const calls: RecordedCall[] = [];
  const sockets = new Set<Socket>();
  const server =
    identity === undefined
      ? http2.createServer()
      : http2.createSecureServer({ cert: bundle(identity), key: identity.keyPem });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('sessionError', () => {});
  const onStream = (stream: http2.ServerHttp2Stream, rawFields: readonly string[]): void => {
    stream.on('error', () => {});
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const call = { fields: pairs(rawFields), body: Buffer.concat(chunks) };
      calls.push(call);
      answer(stream, call);
    });
  };
  server.on('stream', (...event: readonly [http2.ServerHttp2Stream, unknown, unknown, string[]]) =>
    onStream(event[0], event[3]),
  );
  server.listen(0, host);
  await once(server, 'listening');
  const port = portOf(server);
  return {
    port,
    authority: host === '::1' ? `[::1]:${port}` : `127.0.0.1:${port}`,
    calls,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function pairs(raw: readonly string[]): (readonly [string, string])[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
}

/** A message with the prefix that gRPC gives it. */
export function lengthPrefixed(message: Buffer, flag = 0): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(flag);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** What a server of gRPC sends: head, data, trailers. */
export interface GrpcReply {
  readonly head?: http2.OutgoingHttpHeaders;
  readonly data?: Buffer;
  readonly trailers?: http2.OutgoingHttpHeaders;
}

/** Answers with `reply`; without data or trailers these are left out. */
export function grpcReply({ head = {}, data, trailers }: GrpcReply): H2Answer {
  return (stream) => {
    const fields = { ':status': 200, 'content-type': 'application/grpc', ...head };
    if (data === undefined && trailers === undefined) {
      stream.respond(fields, { endStream: true });
      return;
    }
    stream.respond(fields, { waitForTrailers: trailers !== undefined });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers ?? {}));
    stream.end(data);
  };
}

/** A HealthCheckResponse with this ServingStatus, and the status OK. */
export function healthReply(servingStatus: number): H2Answer {
  const data = lengthPrefixed(Buffer.of(0x08, servingStatus));
  return grpcReply({ data, trailers: { 'grpc-status': '0' } });
}
