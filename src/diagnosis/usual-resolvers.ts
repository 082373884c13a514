import { parseIpLiteral } from '../../probes/shared/ip-literal.ts';

/** Resolvers that answer everybody: Cloudflare's, Google's, Quad9's. */
export const usualResolvers: readonly string[] = ['1.1.1.1', '8.8.8.8', '9.9.9.9'];

/** The same ones at their IPv6 addresses. */
const usualResolvers6: readonly string[] = ['2606:4700:4700::1111', '2001:4860:4860::8888', '2620:fe::fe'];

/** For a host that has IPv6 alone: each usual resolver at its other address, every other one as it is. */
export function overIp6(resolvers: readonly string[]): readonly string[] {
  return resolvers.map((resolver) => usualResolvers6[usualResolvers.indexOf(resolver)] ?? resolver);
}

/**
 * Reads a list of resolvers, `1.1.1.1,[2620:fe::fe]:53`: IP addresses, perhaps with a port, or `none`. Gives what is
 * wrong with it instead.
 */
export function parseResolvers(text: string): readonly string[] | { readonly problem: string } {
  if (text === 'none') return [];
  const servers = text.split(',').map((server) => server.trim());
  const wrong = servers.find((server) => !isServer(server));
  return wrong === undefined ? servers : { problem: `"${wrong}" is no IP address` };
}

function isServer(text: string): boolean {
  const { host = text } = /^\[?(?<host>[^[\]]+?)\]?:\d{1,5}$/u.exec(text)?.groups ?? {};
  return parseIpLiteral(text) !== undefined || parseIpLiteral(host) !== undefined;
}
