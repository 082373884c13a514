import { lookupPort } from '../shared/host-port.ts';
import { parseIpLiteral } from '../shared/ip-literal.ts';
import { shortened } from '../shared/shortened.ts';

/** Where to connect to: `host` without brackets, a name or an IP address; or what is wrong with the target. */
export type TlsTarget =
  | { readonly ok: true; readonly host: string; readonly port: number }
  | { readonly ok: false; readonly detail: string };

/** The ports of the schemes whose connections start with TLS (IANA service names). */
const portOfScheme: ReadonlyMap<string, number> = new Map([
  ['https', 443],
  ['wss', 443],
  ['smtps', 465],
  ['submissions', 465],
  ['nntps', 563],
  ['ldaps', 636],
  ['domain-s', 853],
  ['ftps', 990],
  ['imaps', 993],
  ['pop3s', 995],
  ['sips', 5061],
  ['amqps', 5671],
  ['coaps', 5684],
  ['rediss', 6379],
  ['ircs', 6697],
  ['mqtts', 8883],
]);

/**
 * Reads a target: `host`, `host:port`, an IPv6 address with or without brackets, or a URL whose scheme is `tls` or
 * stands for TLS on a port of its own. Of a URL only host and port count.
 *
 * @param defaultPort for a target that names neither a port nor a scheme that has one
 */
export function parseTlsTarget(text: string, defaultPort: number): TlsTarget {
  const url = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?:[^/?#]*@)?(?<authority>[^/?#]*)/i.exec(text)?.groups;
  if (url === undefined) return parseAuthority(text, defaultPort);
  const scheme = url['scheme']?.toLowerCase() ?? '';
  const port = scheme === 'tls' ? defaultPort : portOfScheme.get(scheme);
  if (port === undefined) {
    const known = ['tls', ...portOfScheme.keys()].join(', ');
    return { ok: false, detail: `${shortened(scheme)}:// does not stand for TLS; known are ${known}` };
  }
  return parseAuthority(url['authority'] ?? '', port);
}

function parseAuthority(text: string, defaultPort: number): TlsTarget {
  if (parseIpLiteral(text)?.family === 6) return { ok: true, host: text, port: defaultPort };
  const parts = /^(?:\[(?<address>[^[\]]*)\]|(?<name>[^:[\]]*))(?::(?<port>[^:]*))?$/s.exec(text)?.groups;
  if (parts === undefined) {
    return { ok: false, detail: `"${shortened(text)}" is neither host:port nor a host alone` };
  }
  const host = parts['address'] ?? parts['name'] ?? '';
  const named = parts['port'] ?? '';
  if (named === '') return { ok: true, host, port: defaultPort };
  const port = lookupPort(named);
  return port.ok ? { ok: true, host, port: port.port } : port;
}
