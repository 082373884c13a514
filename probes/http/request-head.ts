import type { HttpRequest } from '../shared/http/message.ts';

/** Methods whose requests say that they have no body, as Go's `net/http` does (RFC 9110, section 8.6). */
const announceNoBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/**
 * The request line and the header fields with the empty line behind them (RFC 9112, sections 3 and 5), as Latin-1
 * text. The connection is closed after the one exchange.
 */
export function requestHead({ method, target, host, headers, body }: HttpRequest): string {
  let head = `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n`;
  for (const [name, value] of headers) head += `${name}: ${value}\r\n`;
  if (Buffer.isBuffer(body)) head += `Content-Length: ${body.length}\r\n`;
  else if (body !== undefined) head += 'Transfer-Encoding: chunked\r\n';
  else if (announceNoBody.has(method)) head += 'Content-Length: 0\r\n';
  return `${head}\r\n`;
}
