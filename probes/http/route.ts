/** Which way a hop takes: to which address, or through which proxy. */
import type { Destination, IpAddress, ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { chooseAddress } from '../shared/address.ts';
import { splitAuthority } from '../shared/http/url.ts';
import { parseIpLiteral } from '../shared/ip-literal.ts';
import type { ChainStart } from './chain-start.ts';
import type { HopRoute } from './connect.ts';
import type { HttpOptions } from './options.ts';
import { refusedBehindProxy } from './proxy/behind-proxy.ts';
import { chooseProxy } from './proxy/choose-proxy.ts';
import { forwarderOn } from './proxy/forwarder.ts';
import type { Proxy } from './proxy/proxy.ts';
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

  const isFirst = hop === start.hop;
  const to = {
    scheme,
    // The first hop's URL has the address that was looked up.
    host: (isFirst ? start.origin.hostnames[0] : undefined) ?? hostname,
    port,
    use: start.use ?? (isFirst ? 'target' : 'redirect'),
  } satisfies Destination;
  const names = isFirst ? [hostname, ...start.origin.hostnames] : [hostname];
  const choice = chooseProxy(
    options.proxyOptions,
    names.map((name) => ({ scheme, hostname: name, port })),
  );
  if (!choice.ok) return choice;
  const { proxy } = choice;
  const known = (isFirst ? start.address : undefined) ?? parseIpLiteral(hostname);
  if (proxy !== undefined)
    return await routeBehind(proxy, { hop, to, hostname, known, start, options }, context);
  if (known !== undefined) return { ok: true, route: { ...to, port, address: known } };
  const found = await chooseAddress(to, preferenceOf(start, options), context);
  const { lookupMs } = found.evidence;
  return found.ok
    ? { ok: true, route: { ...to, port, address: found.address }, lookupMs }
    : { ok: false, failure: found.failure, lookupMs };
}

/** A hop that a proxy is asked for. */
interface ProxiedHop {
  readonly hop: Hop;
  readonly to: Destination & { readonly port: number };
  readonly hostname: string;
  /** The address that the proxy is told, if it is. */
  readonly known: IpAddress | undefined;
  readonly start: ChainStart;
  readonly options: HttpOptions;
}

/** Where the target policy wants to see the address of a later hop, it is looked up here, and the proxy told it. */
async function routeBehind(
  proxy: Proxy,
  { hop, to, hostname, known, start, options }: ProxiedHop,
  context: ProbeContext,
): Promise<Routed> {
  const { port } = to;
  const route = { proxy, hostname, port };
  if (forwarderOn(route, to.scheme === 'https') !== undefined) {
    // A proxy that forwards the request goes where the request says, which is the virtual host.
    const refused = refusedBehindProxy({ to: { ...to, ...namedBy(hop.host) } }, context);
    return refused === undefined ? { ok: true, route } : { ok: false, failure: refused };
  }
  if (known !== undefined || to.use !== 'redirect' || !context.policy.dependsOnAddress(to)) {
    const refused = refusedBehindProxy({ to, address: known }, context);
    return refused === undefined ? { ok: true, route } : { ok: false, failure: refused };
  }
  const found = await chooseAddress(to, preferenceOf(start, options), context);
  const { lookupMs } = found.evidence;
  if (!found.ok) return { ok: false, failure: found.failure, lookupMs };
  const refused = refusedBehindProxy({ to, address: found.address }, context);
  return refused === undefined
    ? { ok: true, route: { proxy, hostname: found.address.address, port }, lookupMs }
    : { ok: false, failure: refused, lookupMs };
}

function namedBy(authority: string): Pick<Destination, 'host'> & { readonly port: number } {
  const { hostname, port } = splitAuthority(authority);
  return { host: hostname, port: port === '' ? 80 : Number(port) };
}

function preferenceOf({ address }: ChainStart, options: HttpOptions) {
  if (address === undefined) return options;
  return { preferredIpProtocol: address.family === 6 ? 'ip6' : 'ip4', ipProtocolFallback: true };
}

function invalidTarget(detail: string): Failure {
  return { phase: 'connect', reason: 'target.invalid', blame: 'local', detail };
}
