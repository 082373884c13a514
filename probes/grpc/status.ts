import { constants } from 'node:http2';
import { DeadlineReached } from '../abort.ts';

/** The codes that a call can end with (gRPC, doc/statuscodes.md), by number. */
const names = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

/** The codes that a client gives itself, for want of an answer or for what is wrong with it. */
export const grpcStatus = {
  ok: 0,
  cancelled: 1,
  unknown: 2,
  deadlineExceeded: 4,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** A code for people, `NOT_FOUND (5)`; one that gRPC does not define is its number alone. */
export function describeStatus(code: number): string {
  const name = names[code];
  return name === undefined ? String(code) : `${name} (${code})`;
}

/** The code of an answer that has an HTTP status and none of gRPC (doc/http-grpc-status-mapping.md). */
export function statusOfHttp(httpStatus: number): number {
  switch (httpStatus) {
    case 400:
      return grpcStatus.internal;
    case 401:
      return grpcStatus.unauthenticated;
    case 403:
      return grpcStatus.permissionDenied;
    case 404:
      return grpcStatus.unimplemented;
    case 429:
    case 502:
    case 503:
    case 504:
      return grpcStatus.unavailable;
    default:
      return grpcStatus.unknown;
  }
}

/** The code of a stream that was reset with an HTTP/2 error code (doc/PROTOCOL-HTTP2.md, "Errors"). */
export function statusOfReset(errorCode: number): number {
  switch (errorCode) {
    case constants.NGHTTP2_REFUSED_STREAM:
      return grpcStatus.unavailable;
    case constants.NGHTTP2_CANCEL:
      return grpcStatus.cancelled;
    case constants.NGHTTP2_ENHANCE_YOUR_CALM:
      return grpcStatus.resourceExhausted;
    case constants.NGHTTP2_INADEQUATE_SECURITY:
      return grpcStatus.permissionDenied;
    default:
      return grpcStatus.internal;
  }
}

/** The code of a call whose run was out of time, or was abandoned. */
export function statusOfAbort(signal: AbortSignal): number {
  return signal.reason instanceof DeadlineReached ? grpcStatus.deadlineExceeded : grpcStatus.cancelled;
}
