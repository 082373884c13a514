import { harmlessJson } from '../harmless-json.ts';
import { escapeHtml } from './html.ts';
import { isSettled, type Response } from './messages.ts';

/** A whole answer. */
export interface Reply {
  readonly status: number;
  readonly body: string | Uint8Array;
  /** `content-length` is added. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers the request, unless it was answered before or nobody waits for the answer any more. */
export function send(response: Response, { status, body, headers }: Reply): void {
  if (isSettled(response)) return;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  secure(response);
  response.setHeader('content-length', Buffer.byteLength(body));
  response.statusCode = status;
  const writer: BodyWriter = response;
  writer.end(body);
}

/** Keeps browsers from doing anything with a page but showing it: none has a script, a style or a form. */
const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
};

/** Adds what protects whoever looks at an answer with a browser; what the web configuration says counts more. */
export function secure(response: Response): void {
  const type = response.getHeader('content-type');
  const isPage = typeof type === 'string' && type.startsWith('text/html');
  const added = { 'x-content-type-options': 'nosniff', ...(isPage && pageHeaders) };
  for (const [name, value] of Object.entries(added)) {
    if (!response.hasHeader(name)) response.setHeader(name, value);
  }
}

/** What the answers of both protocols have in common, which TypeScript does not find in their overloads. */
interface BodyWriter {
  end(body: string | Uint8Array): unknown;
}

/** Answers 200 with a text whose charset is not named, as the reference sends its own texts. */
export function sendText(response: Response, body: string): void {
  send(response, { status: 200, body, headers: { 'content-type': 'text/plain' } });
}

/** Answers with a value as JSON, of which no character can do harm where it is shown. */
export function sendJson(response: Response, status: number, value: unknown): void {
  send(response, {
    status,
    body: `${harmlessJson(value)}\n`,
    headers: { 'content-type': 'application/json' },
  });
}

/** Answers with an error as Go's `http.Error` words one: the message and a line break. */
export function sendError(response: Response, status: number, message: string): void {
  send(response, {
    status,
    body: `${message}\n`,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
}

/** Sends the client elsewhere; `location` is ASCII or one character per byte. */
export function redirect(response: Response, status: 301 | 302, location: string): void {
  const text = status === 301 ? 'Moved Permanently' : 'Found';
  const { method } = response.req;
  const readable = method === 'GET' || method === 'HEAD';
  send(response, {
    status,
    body: readable ? `<a href="${escapeHtml(location)}">${text}</a>.\n\n` : '',
    headers: { location, ...(readable ? { 'content-type': 'text/html; charset=utf-8' } : {}) },
  });
}
