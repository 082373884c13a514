import { Secret } from '../../secret.ts';
import { parseUrl, splitAuthority } from '../../shared/http/url.ts';

const defaultPorts = { http: 80, https: 443, socks5: 1080, socks5h: 1080 } as const;

/** A proxy to go through. */
export interface Proxy {
  readonly scheme: keyof typeof defaultPorts;
  /** A name or an IP address without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** From the user information of the URL. */
  readonly user?: { readonly name: string; readonly password: Secret };
}

export type ParsedProxy =
  | { readonly ok: true; readonly proxy: Proxy }
  /** `detail` does not quote the URL, which may hold a password. */
  | { readonly ok: false; readonly detail: string };

/** Reads the URL of a proxy. */
export function parseProxy(text: string): ParsedProxy {
  const parsed = parseUrl(text);
  if (!parsed.ok) return { ok: false, detail: 'the URL of the proxy is not valid' };
  const { scheme, host, user } = parsed.url;
  if (!isProxyScheme(scheme)) {
    return { ok: false, detail: 'the URL of the proxy must begin with http, https, socks5 or socks5h' };
  }
  const { hostname, port } = splitAuthority(host);
  if (hostname === '') return { ok: false, detail: 'the URL of the proxy names no host' };
  if (Number(port) > 65_535) return { ok: false, detail: 'the port of the proxy is out of range' };
  return {
    ok: true,
    proxy: {
      scheme,
      hostname,
      port: port === '' ? defaultPorts[scheme] : Number(port),
      ...(user === undefined ? {} : { user: { name: user.name, password: new Secret(user.password) } }),
    },
  };
}

function isProxyScheme(scheme: string): scheme is Proxy['scheme'] {
  return Object.hasOwn(defaultPorts, scheme);
}
