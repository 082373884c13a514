import type { ServerResponse } from 'node:http';
import { escapeHtml } from './html.ts';

/** A whole answer. */
export interface Reply {
  readonly status: number;
  readonly body: string | Uint8Array;
  /** `content-length` is added. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers the request, unless it was answered before or nobody waits for the answer any more. */
export function send(response: ServerResponse, { status, body, headers }: Reply): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Answers 200 with a text whose charset is not named, as the reference sends its own texts. */
export function sendText(response: ServerResponse, body: string): void {
  send(response, { status: 200, body, headers: { 'content-type': 'text/plain' } });
}

/** Answers with an error as Go's `http.Error` words one: the message and a line break. */
export function sendError(response: ServerResponse, status: number, message: string): void {
  send(response, {
    status,
    body: `${message}\n`,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  });
}

/** Sends the client elsewhere; `location` is ASCII or one character per byte. */
export function redirect(response: ServerResponse, status: 301 | 302, location: string): void {
  const text = status === 301 ? 'Moved Permanently' : 'Found';
  const { method } = response.req;
  const readable = method === 'GET' || method === 'HEAD';
  send(response, {
    status,
    body: readable ? `<a href="${escapeHtml(location)}">${text}</a>.\n\n` : '',
    headers: { location, ...(readable ? { 'content-type': 'text/html; charset=utf-8' } : {}) },
  });
}
