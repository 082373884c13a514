/** Where the body of an HTTP/1 response ends (RFC 9112, section 6.3). */
import type { Framing } from '../shared/http/response-head.ts';

/** What the next bytes of the connection came to. */
export type FramedBytes =
  | { readonly kind: 'more' | 'complete'; readonly body: readonly Buffer[] }
  /** `body` is what came before the mistake; `problem` is a sentence. */
  | { readonly kind: 'malformed'; readonly body: readonly Buffer[]; readonly problem: string };

/** Takes a body out of the bytes of a connection. */
export interface BodyFramer {
  /** Not to be called again after `complete` or `malformed`. */
  push(bytes: Buffer): FramedBytes;
  /** Whether the body is complete when the connection ends now. */
  readonly endsWithConnection: boolean;
}

/** Longest line of a chunk with its extensions: nobody needs more, and an endless one must not fill the memory. */
const maxLineBytes = 4096;

/** Longest trailer section. Its fields are of no interest here. */
const maxTrailerBytes = 64 * 1024;

export function bodyFramer(framing: Framing): BodyFramer {
  if (framing === 'chunked') return new ChunkedBody();
  if (framing === 'until-close') {
    return { endsWithConnection: true, push: (bytes) => ({ kind: 'more', body: [bytes] }) };
  }
  let missing = framing === 'none' ? 0 : framing;
  return {
    endsWithConnection: missing === 0,
    push(bytes) {
      const body = bytes.length > missing ? bytes.subarray(0, missing) : bytes;
      missing -= body.length;
      return { kind: missing === 0 ? 'complete' : 'more', body: [body] };
    },
  };
}

/** The chunked transfer coding (RFC 9112, section 7.1), with line feeds for line ends where a server sends them. */
class ChunkedBody implements BodyFramer {
  readonly endsWithConnection = false;
  #state: 'size' | 'data' | 'data-end' | 'trailer' = 'size';
  /** The part of a line that has come. */
  #line = '';
  #missing = 0;
  #trailerBytes = 0;

  push(bytes: Buffer): FramedBytes {
    const body: Buffer[] = [];
    let at = 0;
    while (at < bytes.length) {
      if (this.#state === 'data') {
        const data = bytes.subarray(at, at + this.#missing);
        body.push(data);
        at += data.length;
        this.#missing -= data.length;
        if (this.#missing === 0) this.#state = 'data-end';
        continue;
      }
      const lineEnd = bytes.indexOf(0x0a, at);
      const end = lineEnd < 0 ? bytes.length : lineEnd;
      if (this.#line.length + end - at > maxLineBytes) return malformed(body, 'a line that is too long');
      this.#line += bytes.toString('latin1', at, end);
      if (lineEnd < 0) return { kind: 'more', body };
      at = lineEnd + 1;
      const line = this.#line.endsWith('\r') ? this.#line.slice(0, -1) : this.#line;
      this.#line = '';
      const progress = this.#takeLine(line);
      if (progress === 'complete') return { kind: 'complete', body };
      if (progress !== undefined) return malformed(body, progress);
    }
    return { kind: 'more', body };
  }

  /** `complete` after the last line, else what is wrong with this one. */
  #takeLine(line: string): string | undefined {
    if (this.#state === 'size') return this.#takeSize(line);
    if (this.#state === 'data-end') {
      this.#state = 'size';
      return line === '' ? undefined : 'a chunk that is longer than its size';
    }
    if (line === '') return 'complete';
    this.#trailerBytes += line.length;
    return this.#trailerBytes > maxTrailerBytes ? 'a trailer section that is too long' : undefined;
  }

  #takeSize(line: string): string | undefined {
    const [, size] = /^([0-9A-Fa-f]{1,16})[ \t]*(?:;.*)?$/u.exec(line) ?? [];
    if (size === undefined) return `no chunk size: ${JSON.stringify(line.slice(0, 40))}`;
    this.#missing = Number.parseInt(size, 16);
    if (!Number.isSafeInteger(this.#missing)) return `a chunk of 0x${size} bytes`;
    this.#state = this.#missing === 0 ? 'trailer' : 'data';
    return undefined;
  }
}

function malformed(body: readonly Buffer[], problem: string): FramedBytes {
  return { kind: 'malformed', body, problem: `the chunks of the body are not readable: there is ${problem}` };
}
