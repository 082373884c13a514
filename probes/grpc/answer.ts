/** What came of a call, judged from what HTTP/2 delivered. */
import type { IncomingHttpHeaders } from 'node:http2';
import type { Failure, FailureReason } from '../failure.ts';
import { shortened } from '../shared/shortened.ts';
import type { MessageState } from './message.ts';
import { describeStatus, grpcStatus, statusOfHttp } from './status.ts';

/** Header fields or trailers as node:http2 hands them over. */
export type Fields = IncomingHttpHeaders & { readonly ':status'?: number };

/** The code a call ended with and why it is not OK, or the message it was answered with. */
export type Answer =
  | { readonly code: typeof grpcStatus.ok; readonly message: Buffer }
  | { readonly code: number; readonly failure: Failure };

/** All that a stream delivered until its end. */
export interface Delivered {
  readonly head: Fields | undefined;
  /** Absent when the head was all there was ("Trailers-Only"), or when the stream ended with data. */
  readonly trailers: Fields | undefined;
  readonly data: MessageState;
}

/** What the head of a response proves by itself: that a web server or a proxy answers instead of gRPC. */
export function judgeHead(head: Fields): Answer | undefined {
  if (head['grpc-status'] !== undefined) return undefined;
  const httpStatus = head[':status'] ?? 0;
  if (isGrpc(head['content-type'])) return undefined;
  const type = JSON.stringify(shortened(head['content-type'] ?? ''));
  const code = statusOfHttp(httpStatus);
  return httpStatus === 200
    ? { code, failure: broken('grpc.protocol.error', `the answer is not gRPC: its content-type is ${type}`) }
    : httpFailure(httpStatus);
}

/** What a finished stream says, or one whose data are wrong already. */
export function judgeAnswer({ head, trailers, data }: Delivered): Answer {
  const badData = judgeData(data, head);
  if (badData !== undefined) return badData;
  const last = trailers ?? head ?? {};
  const status = last['grpc-status'];
  if (status === undefined) return withoutStatus(head, trailers);
  const code = parseCode(status);
  if (code === undefined) {
    const detail = `the answer has a grpc-status that is no number: ${JSON.stringify(shortened(String(status)))}`;
    return { code: grpcStatus.unknown, failure: broken('grpc.protocol.error', detail) };
  }
  if (code !== grpcStatus.ok) return { code, failure: statusFailure(code, last['grpc-message']) };
  if (data.kind === 'message') return { code: grpcStatus.ok, message: data.bytes };
  const empty = data.kind === 'incomplete' && data.isEmpty;
  const detail = empty ? 'the answer is OK and holds no message' : 'the message in the answer is cut short';
  return { code: grpcStatus.internal, failure: broken('grpc.protocol.error', detail) };
}

function judgeData(data: MessageState, head: Fields | undefined): Answer | undefined {
  if (data.kind === 'incomplete' || data.kind === 'message') return undefined;
  if (data.kind === 'too_large') {
    const detail = `the answer announces a message of ${data.lengthBytes} bytes`;
    return { code: grpcStatus.resourceExhausted, failure: broken('grpc.message_too_large', detail) };
  }
  if (data.kind === 'several') {
    const detail = 'the answer holds more than its one message';
    return { code: grpcStatus.internal, failure: broken('grpc.protocol.error', detail) };
  }
  const encoding = head?.['grpc-encoding'] ?? 'identity';
  const isNone = encoding === 'identity' || encoding === '';
  const detail = isNone
    ? 'the message is marked as compressed, but no encoding is named'
    : `the message is compressed with ${JSON.stringify(shortened(String(encoding)))}, which was not asked for`;
  const code = isNone ? grpcStatus.internal : grpcStatus.unimplemented;
  return { code, failure: broken('grpc.protocol.error', detail) };
}

function withoutStatus(head: Fields | undefined, trailers: Fields | undefined): Answer {
  const httpStatus = head?.[':status'] ?? 0;
  if (httpStatus !== 200) return httpFailure(httpStatus);
  const code = trailers === undefined ? grpcStatus.internal : grpcStatus.unknown;
  const detail = 'the answer ends without a grpc-status';
  return { code, failure: broken('grpc.protocol.error', detail) };
}

function httpFailure(httpStatus: number): Answer {
  const code = statusOfHttp(httpStatus);
  const detail = `HTTP status ${httpStatus} instead of an answer in gRPC, taken as ${describeStatus(code)}`;
  return { code, failure: broken('http.error', detail) };
}

function statusFailure(code: number, message: unknown): Failure {
  const said = typeof message === 'string' && message !== '' ? `: ${shortened(percentDecoded(message))}` : '';
  return {
    phase: 'assertion',
    reason: 'assert.grpc_status',
    blame: 'target',
    detail: `the target answers ${describeStatus(code)}${said}`,
  };
}

/** `grpc-message` has UTF-8 bytes as `%XX`; what is no such escape stands for itself. */
function percentDecoded(text: string): string {
  const bytes = text.replace(/%([0-9A-Fa-f]{2})/gu, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function parseCode(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^[0-9]+$/u.test(text)) return undefined;
  const code = Number(text);
  return code <= 0x7fff_ffff ? code : undefined;
}

function isGrpc(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/grpc(?:[+;]|$)/iu.test(contentType);
}

function broken(reason: FailureReason, detail: string): Failure {
  return { phase: 'response', reason, blame: 'target', detail };
}
