/** One unary gRPC call (doc/PROTOCOL-HTTP2.md) over a connection that is there already, with node:http2. */
import http2 from 'node:http2';
import type { Socket } from 'node:net';
import { abortFailure } from '../abort.ts';
import type { ProbeContext } from '../contract.ts';
import type { Failure, FailureReason } from '../failure.ts';
import { socketFailure } from '../shared/socket-failure.ts';
import { tlsFailure } from '../shared/tls/tls-failure.ts';
import { userAgent } from '../shared/user-agent.ts';
import { type Answer, type Fields, judgeAnswer, judgeHead } from './answer.ts';
import { MessageAssembler } from './message.ts';
import { grpcStatus, statusOfAbort, statusOfReset } from './status.ts';

/** What to call, and with what. */
export interface CallRequest {
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly scheme: 'http' | 'https';
  readonly authority: string;
  readonly metadata: Readonly<Record<string, readonly string[]>>;
  /** The message, not yet prefixed with its length. */
  readonly message: Buffer;
}

/**
 * Calls, and resolves with what came of it; never rejects, and ends when `context.signal` aborts.
 *
 * The socket belongs to the call from here on and is destroyed when it ends. Its errors are the call's.
 */
export function callUnary(socket: Socket, request: CallRequest, context: ProbeContext): Promise<Answer> {
  return new Promise((resolve) => {
    const { signal } = context;
    if (signal.aborted) {
      socket.destroy();
      resolve(aborted(signal));
      return;
    }
    const session = http2.connect(`${request.scheme}://target.invalid`, {
      createConnection: () => socket,
      settings: { enablePush: false },
      maxHeaderListPairs: 10_000,
    });
    const data = new MessageAssembler();
    let head: Fields | undefined;
    let endsWithHead = false;
    let trailers: Fields | undefined;
    let stream: http2.ClientHttp2Stream | undefined;
    let broken: Error | undefined;
    let greeted = false;
    let settled = false;

    const settle = (answer: Answer): void => {
      if (settled) return;
      settled = true;
      signal.removeEventListener('abort', onAbort);
      resolve(answer);
      session.destroy();
      socket.destroy();
    };
    // node:http2 keeps to itself that it ignores a peer because of the length of its first frame.
    const isGreeted = (): boolean =>
      greeted || request.scheme === 'https' || socket.bytesRead < frameHeaderBytes;
    const onAbort = (): void => settle(isGreeted() ? aborted(signal) : notHttp2);
    const failWith = (error: unknown): void => settle(unavailable(error));
    signal.addEventListener('abort', onAbort);

    // A TLS alert comes as an event of the socket alone; the session learns of an orderly end.
    socket.on('error', (error) => {
      broken ??= error;
    });
    const onClose = (): void => {
      if (broken !== undefined) failWith(broken);
      else settle(isGreeted() ? closed(head !== undefined) : notHttp2);
    };
    session.on('remoteSettings', () => {
      greeted = true;
    });
    session.on('error', failWith);
    session.on('close', onClose);
    session.on('goaway', (code: number, lastStreamId: number) => {
      if (code !== http2.constants.NGHTTP2_NO_ERROR) settle(goneAway(code));
      else if (stream?.id !== undefined && stream.id > lastStreamId) settle(goneAway(code));
    });
    try {
      stream = session.request(fieldsOf(request));
    } catch (error) {
      settle(unwritable(error));
      return;
    }
    // An error that is the stream's alone says no more than its HTTP/2 error code, which `close` reports.
    stream.on('error', (error) => {
      if (session.destroyed || stream?.rstCode === http2.constants.NGHTTP2_NO_ERROR) failWith(error);
    });
    stream.on('response', (fields: Fields, flags: number) => {
      head = fields;
      endsWithHead = (flags & http2.constants.NGHTTP2_FLAG_END_STREAM) !== 0;
      const answer = judgeHead(fields);
      if (answer !== undefined) settle(answer);
    });
    stream.on('data', (chunk: Buffer) => {
      const { kind } = data.push(chunk);
      if (kind !== 'incomplete' && kind !== 'message')
        settle(judgeAnswer({ head, trailers, data: data.state }));
    });
    stream.on('trailers', (fields: Fields) => {
      trailers = fields;
    });
    stream.on('close', () => {
      const code = stream?.rstCode ?? 0;
      const endsWithData = stream?.readableEnded && head !== undefined && code === 0;
      if (endsWithHead || trailers !== undefined || endsWithData) {
        settle(judgeAnswer({ head, trailers, data: data.state }));
      } else if (session.destroyed) onClose();
      else settle(reset(code));
    });
    stream.end(lengthPrefixed(request.message));
  });
}

/** RFC 9113, section 4.1. */
const frameHeaderBytes = 9;

const notHttp2: Answer = {
  code: grpcStatus.unavailable,
  failure: targetFailure('http.protocol.error', 'the target does not speak HTTP/2'),
};

function fieldsOf({ path, scheme, authority, metadata }: CallRequest): http2.OutgoingHttpHeaders {
  const fields: Record<string, string | string[]> = {
    ':method': 'POST',
    ':scheme': scheme,
    ':path': path,
    ':authority': authority,
    'content-type': 'application/grpc',
    'user-agent': userAgent,
    te: 'trailers',
  };
  const custom = Object.entries(metadata).map(([key, [first = '', ...more]]): [string, string | string[]] => [
    key,
    more.length === 0 ? first : [first, ...more],
  ]);
  return { ...fields, ...Object.fromEntries(custom) };
}

function lengthPrefixed(message: Buffer): Buffer {
  const prefixed = Buffer.alloc(5 + message.length);
  prefixed.writeUInt32BE(message.length, 1);
  message.copy(prefixed, 5);
  return prefixed;
}

function aborted(signal: AbortSignal): Answer {
  return { code: statusOfAbort(signal), failure: abortFailure(signal, 'response') };
}

function unavailable(error: unknown): Answer {
  return { code: grpcStatus.unavailable, failure: connectionFailure(error) };
}

function connectionFailure(error: unknown): Failure {
  const fromTls = tlsFailure(error);
  if (fromTls !== undefined) return fromTls;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!code.startsWith('ERR_HTTP2_')) return socketFailure(error, 'response');
  return targetFailure('http.protocol.error', `the target does not keep to HTTP/2 (${code})`);
}

/** The connection ended in order, and too early. */
function closed(hasBegun: boolean): Answer {
  const failure = hasBegun
    ? targetFailure('http.response.incomplete', 'the target closed the connection within its answer')
    : targetFailure('tcp.closed', 'the target closed the connection instead of an answer');
  return { code: grpcStatus.unavailable, failure };
}

function goneAway(code: number): Answer {
  const failure = targetFailure(
    'http.response.incomplete',
    `the target takes no more calls (GOAWAY, HTTP/2 error ${code})`,
  );
  return { code: grpcStatus.unavailable, failure };
}

function reset(code: number): Answer {
  const failure = targetFailure('http.response.incomplete', `the call was cut off with HTTP/2 error ${code}`);
  return { code: statusOfReset(code), failure };
}

function unwritable(error: unknown): Answer {
  const detail = `the metadata cannot be sent: ${error instanceof Error ? error.message : String(error)}`;
  return {
    code: grpcStatus.internal,
    failure: { phase: 'request', reason: 'local.options', blame: 'local', detail },
  };
}

function targetFailure(reason: FailureReason, detail: string): Failure {
  return { phase: 'response', reason, blame: 'target', detail };
}
