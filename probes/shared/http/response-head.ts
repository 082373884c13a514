/**
 * Reads the head of an HTTP/1.x response (RFC 9112) from raw bytes, as tolerant as Go's `net/http`.
 *
 * It keeps what a monitor reports: the version of the status line, each repeated field; and accepts what Go
 * accepts (bare line feeds, folded lines, unusual status codes).
 */
import type { Failure } from '../../failure.ts';
import { type HeaderList, isFieldValue, type ResponseHead } from './message.ts';

/** Go's `MaxResponseHeaderBytes`. */
const maxHeadBytes = 10 * 1024 * 1024;
/** A head of ten thousand one-byte fields costs megabytes of objects; no real server sends a tenth of it. */
const maxFields = 10_000;
/** What is looked at of a status line: a reason phrase may be long, and nobody needs it. */
const statusLineBytes = 1024;
/** Interim (1xx) responses that are skipped before the final one. */
const maxInterimResponses = 5;

export type HeadProgress =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | {
      readonly kind: 'complete';
      readonly head: ResponseHead;
      readonly framing: Framing;
      readonly rest: Buffer;
    };

/** Feeds on chunks until the head of the final response is complete. */
export class ResponseHeadReader {
  readonly #method: string;
  /** Grows by doubling: a peer that drips an endless head must not cost a copy of it per chunk. */
  #buffer: Buffer = Buffer.alloc(0);
  #length = 0;
  /** Where the line begins that is not complete yet. */
  #scanned = 0;
  #status: StatusLine | undefined;
  #lines: string[] = [];
  #interim = 0;

  constructor(method: string) {
    this.#method = method;
  }

  /** Takes the next bytes. Not to be called again after `refused` or `complete`. */
  push(chunk: Buffer): HeadProgress {
    this.#append(chunk);
    for (;;) {
      const status = this.#readLines();
      if ('kind' in status) return status;
      const parsed = parseHead(status, this.#lines, this.#method);
      if ('kind' in parsed) return parsed;
      const rest = this.#buffer.subarray(this.#scanned, this.#length);
      const { head, framing } = parsed;
      const isInterim = head.statusCode >= 100 && head.statusCode < 200 && head.statusCode !== 101;
      if (!isInterim) return { kind: 'complete', head, framing, rest };
      this.#interim += 1;
      if (this.#interim > maxInterimResponses) return refuse('too many interim (1xx) responses');
      this.#buffer = rest;
      this.#length = rest.length;
      this.#scanned = 0;
      this.#status = undefined;
      this.#lines = [];
    }
  }

  #append(chunk: Buffer): void {
    const needed = this.#length + chunk.length;
    if (this.#length === 0) {
      this.#buffer = chunk;
    } else {
      if (needed > this.#buffer.length) {
        const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.#length));
        this.#buffer.copy(grown, 0, 0, this.#length);
        this.#buffer = grown;
      }
      chunk.copy(this.#buffer, this.#length);
    }
    this.#length = needed;
  }

  /** Takes complete lines, ended by LF or CR LF, up to the first empty one; the status line when that is there. */
  #readLines(): StatusLine | HeadProgress {
    const bytes = this.#buffer.subarray(0, this.#length);
    for (;;) {
      const lineEnd = bytes.indexOf(0x0a, this.#scanned);
      if (lineEnd === -1) {
        if (this.#length > maxHeadBytes) return tooLarge(`it is longer than ${maxHeadBytes} bytes`);
        return { kind: 'incomplete' };
      }
      const start = this.#scanned;
      const end = lineEnd > start && bytes[lineEnd - 1] === 0x0d ? lineEnd - 1 : lineEnd;
      this.#scanned = lineEnd + 1;
      if (this.#status === undefined) {
        // Whatever does not begin like HTTP is not waited for: the peer may be an SSH server that says hello.
        const line = bytes.toString('latin1', start, Math.min(end, start + statusLineBytes));
        const status = parseStatusLine(line);
        if (typeof status === 'string') return refuse(status);
        this.#status = status;
      } else if (end === start) {
        return this.#status;
      } else {
        this.#lines.push(bytes.toString('latin1', start, end));
        if (this.#lines.length > maxFields) return tooLarge(`it has more than ${maxFields} lines`);
      }
    }
  }
}

/** How the body is delimited (RFC 9112 section 6.3). */
export type Framing = 'none' | 'chunked' | 'until-close' | number;

function parseHead(
  status: StatusLine,
  lines: readonly string[],
  method: string,
): { head: ResponseHead; framing: Framing } | HeadProgress {
  const fields = parseFields(lines);
  if (typeof fields === 'string') return refuse(fields);
  const framed = frame(status, fields, method);
  if (typeof framed === 'string') return refuse(framed);
  const { contentLength, headers, framing } = framed;
  return { framing, head: { ...status, headers, contentLength } };
}

interface StatusLine {
  readonly protocol: string;
  readonly statusCode: number;
}

function parseStatusLine(line: string): StatusLine | string {
  const space = line.indexOf(' ');
  if (space === -1) return `malformed HTTP response "${line.slice(0, 80)}"`;
  const protocol = line.slice(0, space);
  const code =
    line
      .slice(space + 1)
      .trimStart()
      .split(' ', 1)[0] ?? '';
  if (!/^(?:[0-9]{3}|\+[0-9]{2})$/.test(code)) return `malformed HTTP status code "${code.slice(0, 20)}"`;
  if (!/^HTTP\/[0-9]\.[0-9]$/.test(protocol)) return `malformed HTTP version "${protocol.slice(0, 20)}"`;
  return { protocol, statusCode: Number(code) };
}

function parseFields(lines: readonly string[]): [string, string][] | string {
  const fields: [string, string][] = [];
  for (const line of lines) {
    if (/^[ \t]/.test(line)) {
      const last = fields.at(-1);
      if (last === undefined) return 'the first header line is a continuation';
      last[1] = `${last[1]} ${trim(line)}`.trim();
      continue;
    }
    const colon = line.indexOf(':');
    if (colon === -1) return `header line without a colon: "${line.slice(0, 80)}"`;
    const name = line.slice(0, colon);
    if (name === '') continue;
    if (!/^[A-Za-z0-9!#$%&'*+\-.^_`|~ ]+$/.test(name)) return `invalid header name "${name.slice(0, 80)}"`;
    const value = trim(line.slice(colon + 1));
    if (!isFieldValue(value)) return `invalid character in the value of header "${name}"`;
    fields.push([name, value]);
  }
  return fields;
}

function frame(
  status: StatusLine,
  fields: HeaderList,
  method: string,
): { headers: HeaderList; framing: Framing; contentLength: number } | string {
  const isHttp10 = status.protocol < 'HTTP/1.1';
  const codings = isHttp10 ? [] : valuesOf(fields, 'transfer-encoding');
  const chunked = codings.length > 0;
  if (codings.length > 1) return 'more than one Transfer-Encoding';
  if (chunked && codings[0]?.toLowerCase() !== 'chunked') {
    return `unsupported transfer encoding "${codings[0] ?? ''}"`;
  }
  const dropped = chunked ? ['transfer-encoding', 'content-length'] : isHttp10 ? ['transfer-encoding'] : [];
  const headers = fields.filter(([name]) => !dropped.includes(name.toLowerCase()));
  const announced = announcedLength(valuesOf(headers, 'content-length'));
  if (typeof announced === 'string') return announced;
  if (method === 'HEAD') return { headers, framing: 'none', contentLength: announced };
  const { statusCode } = status;
  if (statusCode === 101 || statusCode === 204 || statusCode === 304) {
    return { headers, framing: 'none', contentLength: 0 };
  }
  if (chunked) return { headers, framing: 'chunked', contentLength: -1 };
  return { headers, framing: announced === -1 ? 'until-close' : announced, contentLength: announced };
}

/** -1 without a length; a sentence when lengths are bad or contradict each other (RFC 9112 section 6.3). */
function announcedLength(values: readonly string[]): number | string {
  const distinct = [...new Set(values)];
  if (distinct.length > 1) return 'the response has contradicting Content-Length fields';
  const [value] = distinct;
  if (value === undefined || value === '') return -1;
  const length = Number(value);
  return /^[0-9]+$/.test(value) && Number.isSafeInteger(length)
    ? length
    : `bad Content-Length "${value.slice(0, 40)}"`;
}

function valuesOf(fields: HeaderList, lowerCaseName: string): string[] {
  return fields.filter(([name]) => name.toLowerCase() === lowerCaseName).map(([, value]) => value);
}

function trim(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}

function refuse(detail: string): HeadProgress {
  return {
    kind: 'refused',
    failure: { phase: 'response', reason: 'http.protocol.error', blame: 'target', detail },
  };
}

function tooLarge(why: string): HeadProgress {
  return {
    kind: 'refused',
    failure: {
      phase: 'response',
      reason: 'http.response.headers_too_large',
      blame: 'target',
      detail: `the head of the response is not accepted: ${why}`,
    },
  };
}
