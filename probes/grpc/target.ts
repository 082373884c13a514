import { parseUrl, splitAuthority } from '../shared/http/url.ts';

/** Where a call goes. */
export interface GrpcTarget {
  /** A name or an IP address, without brackets. */
  readonly host: string;
  /** May be out of range. */
  readonly port: number;
  /** `host:port` as the target wrote them, with brackets around an IPv6 address and with the port in any case. */
  readonly authority: string;
}

export type ParsedGrpcTarget =
  | ({ readonly ok: true } & GrpcTarget)
  | { readonly ok: false; readonly detail: string };

/**
 * Takes host and port from `host`, `host:port` or a URL, whose scheme and path say nothing: the module's `tls`
 * alone chooses the transport and with it the default port, 443 or 80.
 */
export function parseGrpcTarget(text: string, tls: boolean): ParsedGrpcTarget {
  const parsed = parseUrl(/^https?:\/\//u.test(text) ? text : `http://${text}`);
  if (!parsed.ok) return parsed;
  const { hostname: host, port: written } = splitAuthority(parsed.url.host);
  const portText = written === '' ? (tls ? '443' : '80') : written;
  const authority = `${host.includes(':') ? `[${host}]` : host}:${portText}`;
  return { ok: true, host, port: Number(portText), authority };
}
