import { splitHostPort } from '../../../probes/shared/host-port.ts';
import { parseIpLiteral } from '../../../probes/shared/ip-literal.ts';

/** Everything up to the host: a scheme, and user information. */
const beforeHost = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/?#]*@)?/iu;

/**
 * The host that a target's text leads to, in one spelling: of a URL, `host:port`, `[v6]:port`, or a host alone.
 *
 * A path of a unix socket (one that begins with `/`, `.` or `@`), and whatever names no host, is its own. Nothing is
 * looked up: two names of one address are two hosts.
 */
export function destinationHost(text: string): string {
  if (/^[/.@]/u.test(text)) return text;
  const [authority = ''] = text.replace(beforeHost, '').split(/[/?#]/u, 1);
  const host = hostOf(authority);
  return parseIpLiteral(host)?.address ?? (host.toLowerCase().replace(/\.$/u, '') || text);
}

function hostOf(authority: string): string {
  if (parseIpLiteral(authority) !== undefined) return authority;
  const split = splitHostPort(authority);
  return split.ok ? split.host : authority.replace(/^\[(.*)\]$/u, '$1');
}
