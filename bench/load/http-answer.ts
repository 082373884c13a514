/** An HTTP/1.1 response, as far as the benchmark looks at it. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

const headEnd = '\r\n\r\n';

/**
 * Reads one response out of what has arrived of it, one character a byte; undefined while some of it is missing.
 *
 * Nothing may follow the response: who asks sends one request at a time. A response without a length is taken to
 * have no body.
 */
export function readHttpAnswer(text: string): HttpAnswer | undefined {
  const end = text.indexOf(headEnd);
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const rest = text.slice(end + headEnd.length);
  const status = Number(head.slice(9, 12));
  if (/\r\ntransfer-encoding: chunked/iu.test(head)) {
    return rest.endsWith('0\r\n\r\n') ? { status, body: withoutChunks(rest) } : undefined;
  }
  const length = Number(/\r\ncontent-length: (\d+)/iu.exec(head)?.[1] ?? 0);
  return rest.length < length ? undefined : { status, body: rest };
}

/** The content of a chunked body (RFC 9112, section 7.1) that has arrived in full. */
function withoutChunks(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = text.indexOf('\r\n', at);
    const length = Number.parseInt(text.slice(at, lineEnd), 16);
    if (!(length > 0)) return parts.join('');
    parts.push(text.slice(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
}
