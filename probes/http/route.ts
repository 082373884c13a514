/** Which way a hop takes: to which address, or through which proxy. */
import type { ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { chooseAddress } from '../shared/address.ts';
import { splitAuthority } from '../shared/http/url.ts';
import { parseIpLiteral } from '../shared/ip-literal.ts';
import type { ChainStart } from './chain-start.ts';
import type { HopRoute } from './connect.ts';
import type { HttpOptions } from './options.ts';
import { chooseProxy } from './proxy/choose-proxy.ts';
import type { Hop } from './redirects.ts';

/** `lookupMs` is present when the way was looked up now. */
export type Routed = { readonly lookupMs?: number } & (
  | { readonly ok: true; readonly route: HopRoute }
  | { readonly ok: false; readonly failure: Failure }
);

/**
 * The way of a hop of the chain.
 *
 * A proxy is handed the host of the hop's URL: of the first hop the address that was looked up, which is what the
 * reference does. An exception from proxying may name that hop's address or the host it stands for.
 *
 * A direct hop to another name is looked up anew, preferring the family that the first hop has shown to work: the
 * module's preference speaks of the target, and the reference does not apply it here either.
 */
export async function routeOf(
  hop: Hop,
  { start, options }: { readonly start: ChainStart; readonly options: HttpOptions },
  context: ProbeContext,
): Promise<Routed> {
  const { scheme, host } = hop.url;
  const { hostname, port: portText } = splitAuthority(host);
  const port = portText === '' ? (scheme === 'https' ? 443 : 80) : Number(portText);
  if (port > 65_535) return { ok: false, failure: invalidTarget(`port ${portText} is out of range`) };

  const names = hop === start.hop ? [hostname, ...start.origin.hostnames] : [hostname];
  const choice = chooseProxy(
    options.proxyOptions,
    names.map((name) => ({ scheme, hostname: name, port })),
  );
  if (!choice.ok) return choice;
  const { proxy } = choice;
  if (proxy !== undefined) return { ok: true, route: { proxy, hostname, port } };

  if (hop === start.hop && start.address !== undefined) {
    return { ok: true, route: { address: start.address, port } };
  }
  const literal = parseIpLiteral(hostname);
  if (literal !== undefined) return { ok: true, route: { address: literal, port } };
  const found = await chooseAddress(hostname, preferenceOf(start, options), context);
  const { lookupMs } = found.evidence;
  return found.ok
    ? { ok: true, route: { address: found.address, port }, lookupMs }
    : { ok: false, failure: found.failure, lookupMs };
}

function preferenceOf({ address }: ChainStart, options: HttpOptions) {
  if (address === undefined) return options;
  return { preferredIpProtocol: address.family === 6 ? 'ip6' : 'ip4', ipProtocolFallback: true };
}

function invalidTarget(detail: string): Failure {
  return { phase: 'connect', reason: 'target.invalid', blame: 'local', detail };
}
