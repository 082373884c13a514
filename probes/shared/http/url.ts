/**
 * URLs as Go's `net/url` reads them (RFC 3986), not as browsers do.
 *
 * WHATWG's `URL` would rewrite `0x7f.1` to `127.0.0.1`, encode queries and drop default ports: a monitor has to
 * send what its user wrote.
 */
import { shortened } from '../shortened.ts';

/** A parsed reference. `path` is decoded; `escapedPath()` gives what goes on the wire. */
export interface GoUrl {
  /** Lower case; empty for a relative reference. */
  readonly scheme: string;
  /** Part before `@`, decoded; absent when there is none. */
  readonly user?: { readonly name: string; readonly password: string };
  /** `host` or `host:port` as written, percent-escapes of non-ASCII decoded; empty for a relative reference. */
  readonly host: string;
  /** As written, still encoded. */
  readonly rawPath: string;
  /** As written, without `?`; absent when there is no `?`. */
  readonly rawQuery?: string;
  /** For `mailto:x` and the like: what follows the scheme. */
  readonly opaque: string;
}

export type ParsedUrl =
  | { readonly ok: true; readonly url: GoUrl }
  | { readonly ok: false; readonly detail: string };

const controlCharacter = /[\u0000-\u001f\u007f]/;
const schemePattern = /^([A-Za-z][A-Za-z0-9+.-]*):/;
const badEscape = /%(?![0-9A-Fa-f]{2})/;
const userinfoPattern = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;
const portPattern = /^(?::[0-9]*)?$/;
/** Characters that Go accepts in a host besides those above 0x7f (`shouldEscape` in mode `encodeHost`). */
const hostPattern = /^[A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"%\u0080-\u{10ffff}]*$/u;
const asciiEscape = /%(?!25)[0-7]/;

/** Parses an absolute or relative reference; the fragment is dropped. */
export function parseUrl(text: string): ParsedUrl {
  if (controlCharacter.test(text)) return refuse(text, 'it contains a control character');
  const [withoutFragment, fragment] = cut(text, '#');
  if (fragment !== undefined && badEscape.test(fragment)) return refuse(text, 'bad % escape in the fragment');
  if (withoutFragment.startsWith(':')) return refuse(text, 'the scheme before ":" is missing');
  const scheme = schemePattern.exec(withoutFragment)?.[1] ?? '';
  const afterScheme = scheme === '' ? withoutFragment : withoutFragment.slice(scheme.length + 1);
  const [beforeQuery, rawQuery] = cut(afterScheme, '?');
  const query = rawQuery === undefined ? {} : { rawQuery };
  const base = { scheme: scheme.toLowerCase(), host: '', opaque: '' };

  if (!beforeQuery.startsWith('/')) {
    if (scheme !== '') return { ok: true, url: { ...base, ...query, rawPath: '', opaque: beforeQuery } };
    if ((beforeQuery.split('/')[0] ?? '').includes(':')) {
      return refuse(text, 'the first path segment contains a colon');
    }
  }
  const hasAuthority = beforeQuery.startsWith('//') && (scheme !== '' || !beforeQuery.startsWith('///'));
  if (!hasAuthority) {
    if (badEscape.test(beforeQuery)) return refuse(text, 'bad % escape in the path');
    return { ok: true, url: { ...base, ...query, rawPath: beforeQuery } };
  }
  const slash = beforeQuery.indexOf('/', 2);
  const authority = slash === -1 ? beforeQuery.slice(2) : beforeQuery.slice(2, slash);
  const rawPath = slash === -1 ? '' : beforeQuery.slice(slash);
  const parsed = parseAuthority(authority);
  if (typeof parsed === 'string') return refuse(text, parsed);
  if (badEscape.test(rawPath)) return refuse(text, 'bad % escape in the path');
  return { ok: true, url: { ...base, ...query, ...parsed, rawPath } };
}

function parseAuthority(authority: string): Pick<GoUrl, 'user' | 'host'> | string {
  const at = authority.lastIndexOf('@');
  const host = parseHost(authority.slice(at + 1));
  if (typeof host === 'object') return host.problem;
  if (at === -1) return { host };
  const userinfo = authority.slice(0, at);
  if (!userinfoPattern.test(userinfo)) return 'invalid character in the user information';
  if (badEscape.test(userinfo)) return 'bad % escape in the user information';
  const [name, password = ''] = cut(userinfo, ':');
  return { host, user: { name: unescape(name), password: unescape(password) } };
}

function parseHost(text: string): string | { problem: string } {
  let port = '';
  if (text.startsWith('[')) {
    const end = text.lastIndexOf(']');
    if (end === -1) return { problem: 'missing "]" in the host' };
    port = text.slice(end + 1);
  } else {
    const colon = text.lastIndexOf(':');
    if (colon !== -1) port = text.slice(colon);
  }
  if (!portPattern.test(port)) return { problem: `invalid port "${port}" after the host` };
  if (badEscape.test(text) || asciiEscape.test(text)) return { problem: 'bad % escape in the host' };
  if (!hostPattern.test(text)) return { problem: 'invalid character in the host' };
  return unescape(text);
}

/** The host without port and brackets, and the port (empty when there is none). */
export function splitAuthority(host: string): { readonly hostname: string; readonly port: string } {
  const colon = host.lastIndexOf(':');
  const hasPort = colon !== -1 && portPattern.test(host.slice(colon));
  const name = hasPort ? host.slice(0, colon) : host;
  const port = hasPort ? host.slice(colon + 1) : '';
  const hostname = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
  return { hostname, port };
}

/** Resolves `reference` against an absolute `base` (RFC 3986 section 5.2, as Go implements it). */
export function resolveReference(base: GoUrl, reference: GoUrl): GoUrl {
  const scheme = reference.scheme === '' ? base.scheme : reference.scheme;
  if (reference.scheme !== '' || reference.host !== '' || reference.user !== undefined) {
    return { ...reference, scheme, rawPath: removeDotSegments(escapedPath(reference)) };
  }
  const { host } = base;
  const user = base.user === undefined ? {} : { user: base.user };
  if (reference.rawPath === '') {
    const rawQuery = reference.rawQuery ?? base.rawQuery;
    const query = rawQuery === undefined ? {} : { rawQuery };
    return { scheme, host, ...user, ...query, opaque: '', rawPath: removeDotSegments(escapedPath(base)) };
  }
  const referencePath = escapedPath(reference);
  const merged = referencePath.startsWith('/')
    ? referencePath
    : escapedPath(base).slice(0, escapedPath(base).lastIndexOf('/') + 1) + referencePath;
  const query = reference.rawQuery === undefined ? {} : { rawQuery: reference.rawQuery };
  return { scheme, host, ...user, ...query, opaque: '', rawPath: removeDotSegments(merged) };
}

/**
 * The path as it goes on the wire: as written where that is a valid encoding, else encoded anew from its
 * decoded form, so that spaces and non-ASCII letters are sent as `%20` and UTF-8 escapes.
 */
export function escapedPath(url: GoUrl): string {
  if (/^[A-Za-z0-9\-._~!$&'()*+,;=:@/[\]%]*$/.test(url.rawPath)) return url.rawPath;
  return escapeBytes(unescapeBytes(url.rawPath), /[A-Za-z0-9\-._~$&+,/:;=@]/);
}

/**
 * The request target of an HTTP request, as bytes in a Latin-1 string.
 *
 * The query is sent as written, except that spaces are encoded: a raw space would make the request line
 * invalid, which would fail the probe for a reason that is not the target's.
 */
export function requestTarget(url: GoUrl): string {
  const path = escapedPath(url);
  const query = url.rawQuery === undefined ? '' : `?${utf8AsLatin1(url.rawQuery).replaceAll(' ', '%20')}`;
  return `${path === '' ? '/' : path}${query}`;
}

/** The text of the URL without user information, for `Referer` and for people. */
export function formatUrl(url: GoUrl): string {
  const query = url.rawQuery === undefined ? '' : `?${url.rawQuery}`;
  return `${url.scheme}://${url.host.replaceAll('%', '%25')}${escapedPath(url)}${query}`;
}

/** UTF-8 bytes as a string of Latin-1 characters, the form in which Node.js writes header bytes unchanged. */
export function utf8AsLatin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function removeDotSegments(path: string): string {
  if (path === '') return '';
  const output: string[] = [];
  const segments = path.split('/');
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '.' || segment === '..') {
      if (segment === '..') output.pop();
      if (isLast) output.push('');
    } else if (index > 0 || segment !== '') {
      output.push(segment);
    }
  }
  return `/${output.join('/')}`;
}

function unescape(text: string): string {
  return unescapeBytes(text).toString('utf8');
}

function unescapeBytes(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  if (!text.includes('%')) return bytes;
  const output = Buffer.alloc(bytes.length);
  let length = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte === 0x25) {
      output[length] = Number.parseInt(bytes.toString('latin1', index + 1, index + 3), 16);
      index += 2;
    } else {
      output[length] = byte;
    }
    length += 1;
  }
  return output.subarray(0, length);
}

function escapeBytes(bytes: Buffer, keep: RegExp): string {
  let output = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    output +=
      byte < 0x80 && keep.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return output;
}

function cut(text: string, separator: string): [string, string | undefined] {
  const index = text.indexOf(separator);
  return index === -1 ? [text, undefined] : [text.slice(0, index), text.slice(index + separator.length)];
}

function refuse(text: string, why: string): ParsedUrl {
  return { ok: false, detail: `"${shortened(text)}" is not a URL: ${why}` };
}
