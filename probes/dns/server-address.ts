import { splitHostPort } from '../shared/host-port.ts';
import { parseUrl, requestTarget, splitAuthority, utf8AsLatin1 } from '../shared/http/url.ts';
import type { Transport } from './option-warnings.ts';

/** A server taken apart; neither host nor port is checked further. */
export interface ServerAddress {
  /** A name, or an IP address without brackets. */
  readonly host: string;
  readonly port: string;
  /** Of DNS over HTTPS: `host` or `host:port` as written, bytes as Latin-1. */
  readonly authority: string;
  /** Of DNS over HTTPS: path and query. */
  readonly resource: string;
}

export type ParsedServer =
  | { readonly ok: true; readonly server: ServerAddress }
  | { readonly ok: false; readonly detail: string };

/** What is said of a server elsewhere than in its own text. */
export interface ServerDefaults {
  readonly transport: Transport;
  readonly dnsOverTls: boolean;
  /** "" is `/dns-query`. */
  readonly path: string;
}

/**
 * Takes a server apart: `host`, `host:port`, `[v6]:port`, a bare IPv6 address; for HTTPS also an `https://` URL.
 *
 * The port defaults to 53, 853 over TLS and 443 over HTTPS. What is not `host:port` is a host as it stands, so that
 * `[::1]` without a port is one that does not resolve.
 */
export function parseServer(text: string, defaults: ServerDefaults): ParsedServer {
  if (defaults.transport === 'https') return parseHttpsServer(text, defaults.path || '/dns-query');
  const split = splitHostPort(text);
  const { host, port } = split.ok ? split : { host: text, port: defaults.dnsOverTls ? '853' : '53' };
  return { ok: true, server: { host, port, authority: '', resource: '' } };
}

function parseHttpsServer(text: string, path: string): ParsedServer {
  const isUrl = /^https:\/\//i.test(text);
  const parsed = parseUrl(isUrl ? text : `https://${bracketed(text)}${path}`);
  if (!parsed.ok) return parsed;
  const { url } = parsed;
  if (url.user !== undefined) return { ok: false, detail: 'the URL of a server may not hold a user' };
  const { hostname, port } = splitAuthority(url.host);
  const resource = requestTarget(url);
  return {
    ok: true,
    server: { host: hostname, port: port || '443', authority: utf8AsLatin1(url.host), resource },
  };
}

/** A bare IPv6 address as a URL has it. */
function bracketed(text: string): string {
  return text.split(':').length > 2 && !text.includes('[') ? `[${text}]` : text;
}
