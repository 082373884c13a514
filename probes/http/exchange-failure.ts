import type { Failure } from '../failure.ts';
import { socketFailure } from '../shared/socket-failure.ts';
import { tlsFailure } from '../shared/tls/tls-failure.ts';

/**
 * The failure of an exchange that undici, node:http2 or the socket below ended with an error.
 *
 * Whatever comes after the connection stands is the response's: a TLS alert (a refused client certificate shows
 * only now in TLS 1.3), a reset, an end of stream too early, or bytes that are not HTTP. Only a request that
 * the library will not write is ours. `atEnd` tells that the peer had sent all it had when the error came.
 */
export function exchangeFailure(error: unknown, atEnd = false): Failure {
  const tls = tlsFailure(error);
  if (tls !== undefined) return tls;
  const code = codeOf(error);
  const detail = error instanceof Error ? error.message : String(error);
  if (code === 'UND_ERR_SOCKET' && !hasCause(error)) {
    return {
      phase: 'response',
      reason: 'tcp.closed',
      blame: 'target',
      detail: 'the target closed the connection before the response was complete',
    };
  }
  if (unwritable.has(code)) {
    const why = `the request cannot be sent: ${detail}`;
    return { phase: 'request', reason: 'local.options', blame: 'local', detail: why };
  }
  const isUnreadable = error instanceof Error && error.name === 'HTTPParserError';
  if (incomplete.has(code) || (isUnreadable && atEnd)) {
    return { phase: 'response', reason: 'http.response.incomplete', blame: 'target', detail };
  }
  if (isUnreadable || code.startsWith('ERR_HTTP2_') || code.startsWith('UND_ERR_')) {
    return { phase: 'response', reason: 'http.protocol.error', blame: 'target', detail };
  }
  return socketFailure(error, 'response');
}

const incomplete: ReadonlySet<string> = new Set([
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** Codes for a header that cannot be written, or one that the library refuses to write. */
const unwritable: ReadonlySet<string> = new Set([
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
  'ERR_HTTP2_INVALID_PSEUDOHEADER',
  'ERR_HTTP2_HEADER_SINGLE_VALUE',
  'ERR_INVALID_HTTP_TOKEN',
  'ERR_INVALID_CHAR',
]);

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

function hasCause(error: unknown): boolean {
  return error instanceof Error && error.cause !== undefined;
}
