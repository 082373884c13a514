/** Which request follows a redirect (RFC 9110 section 15.4), as a pure function. */
import type { Readable } from 'node:stream';
import { type HeaderList, headerValues, type ResponseHead } from '../shared/http/message.ts';
import { formatUrl, type GoUrl, parseUrl, resolveReference, splitAuthority } from '../shared/http/url.ts';

/** Redirects followed in one run; the next one is refused. */
export const maxRedirects = 10;

/**
 * The longest URL that is followed. Servers take 8 KiB, browsers 2 MiB at the most; each hop copies it several times, and
 * the next request sends it twice.
 */
const maxLocationBytes = 64 * 1024;

/** One request of the chain. */
export interface Hop {
  /** What is connected to; the first hop's host is the chosen address. */
  readonly url: GoUrl;
  /** `Host` or `:authority`. */
  readonly host: string;
  readonly method: string;
  /** The module's own header fields, less what may not go to this hop. */
  readonly headers: HeaderList;
  /** The URL of the hop before; absent on the first hop and where it would tell http about https. */
  readonly referer?: string;
  readonly body?: Buffer | Readable;
  /** Whether credentials may be sent: not after the chain has left the target's own host. */
  readonly trusted: boolean;
}

/** What stays the same along the chain. */
export interface RedirectOrigin {
  /** Host names that count as the target, lower case: first its name, then the address it is dialled at. */
  readonly hostnames: readonly string[];
}

export type Redirect =
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid'; readonly detail: string }
  | { readonly kind: 'hop'; readonly hop: Hop };

const sensitive: ReadonlySet<string> = new Set([
  'authorization',
  'www-authenticate',
  'cookie',
  'cookie2',
  'proxy-authorization',
  'proxy-authenticate',
]);
/** Whether a header field may only go to the target's own host. */
export function isSensitive(name: string): boolean {
  return sensitive.has(name.toLowerCase());
}

const describesBody: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-language',
  'content-location',
  'content-type',
]);

/**
 * The hop that a response asks for; `none` when it is final.
 *
 * 301, 302 and 303 turn any method but HEAD into GET without a body; 307 and 308 repeat the request, which is not
 * possible when its body was a stream: then the redirect itself is the final response.
 */
export function redirectOf(hop: Hop, head: ResponseHead, origin: RedirectOrigin): Redirect {
  const keepsMethod = head.statusCode === 307 || head.statusCode === 308;
  if (!keepsMethod && ![301, 302, 303].includes(head.statusCode)) return { kind: 'none' };
  if (keepsMethod && hop.body !== undefined && !Buffer.isBuffer(hop.body)) return { kind: 'none' };
  const [location = ''] = headerValues(head.headers, 'location');
  if (location === '') return { kind: 'none' };
  if (location.length > maxLocationBytes) {
    const detail = `the redirect is not followed: its URL has ${location.length} bytes, more than ${maxLocationBytes}`;
    return { kind: 'invalid', detail };
  }
  const parsed = parseUrl(Buffer.from(location, 'latin1').toString('utf8'));
  if (!parsed.ok) return { kind: 'invalid', detail: `the redirect cannot be followed: ${parsed.detail}` };

  const url = resolveReference(hop.url, parsed.url);
  const method = keepsMethod || hop.method === 'HEAD' ? hop.method : 'GET';
  const trusted = hop.trusted && origin.hostnames.includes(splitAuthority(url.host).hostname.toLowerCase());
  // A virtual host that the module asked for survives relative redirects only.
  const keepsHost = parsed.url.scheme === '' && hop.host !== hop.url.host;
  const headers = hop.headers.filter(([name]) => {
    const field = name.toLowerCase();
    if (!trusted && isSensitive(field)) return false;
    return method === hop.method || !describesBody.has(field);
  });
  const leavesTls = hop.url.scheme === 'https' && url.scheme === 'http';
  return {
    kind: 'hop',
    hop: {
      url,
      host: keepsHost ? hop.host : url.host,
      method,
      headers,
      ...(leavesTls ? {} : { referer: formatUrl(hop.url) }),
      ...(keepsMethod && hop.body !== undefined ? { body: hop.body } : {}),
      trusted,
    },
  };
}
