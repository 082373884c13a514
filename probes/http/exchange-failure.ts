import type { Failure } from '../failure.ts';
import { socketFailure } from '../shared/socket-failure.ts';
import { tlsFailure } from '../shared/tls/tls-failure.ts';

/**
 * The failure of an exchange that node:http2 or the socket below ended with an error.
 *
 * Whatever comes after the connection stands is the response's: a TLS alert (a refused client certificate shows
 * only now in TLS 1.3), a reset, an end of stream too early, or bytes that are not HTTP. Only a request that
 * the library will not write is ours.
 */
export function exchangeFailure(error: unknown): Failure {
  const tls = tlsFailure(error);
  if (tls !== undefined) return tls;
  const code = codeOf(error);
  const detail = error instanceof Error ? error.message : String(error);
  if (unwritable.has(code)) {
    const why = `the request cannot be sent: ${detail}`;
    return { phase: 'request', reason: 'local.options', blame: 'local', detail: why };
  }
  if (code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return { phase: 'response', reason: 'http.response.incomplete', blame: 'target', detail };
  }
  if (code.startsWith('ERR_HTTP2_')) {
    return { phase: 'response', reason: 'http.protocol.error', blame: 'target', detail };
  }
  return socketFailure(error, 'response');
}

/** Codes for a header that cannot be written, or one that the library refuses to write. */
const unwritable: ReadonlySet<string> = new Set([
  'ERR_HTTP2_INVALID_PSEUDOHEADER',
  'ERR_HTTP2_HEADER_SINGLE_VALUE',
  'ERR_INVALID_HTTP_TOKEN',
  'ERR_INVALID_CHAR',
]);

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
