/**
 * The HTTP prober: HTTP/1.1 and HTTP/2, redirects hop by hop, rules on status, headers and body.
 *
 * Phases, each summed over the hops of a redirect chain:
 * - `resolve`: from the start of a lookup to its answer. Absent for later hops to an address.
 * - `authorize`: getting an OAuth 2.0 token from its endpoint. Absent when a token from an earlier run is used.
 * - `connect`: from the start of the TCP handshake to its end or its failure. With a proxy, of that with the proxy;
 *   for plain HTTP also TLS and SOCKS with the proxy.
 * - `proxy`: from the TCP connection with the proxy to its leave to talk to a target over TLS.
 * - `tls`: from the first byte of the TLS handshake to its end or its failure, verification included. Absent for
 *   plain HTTP.
 * - `processing`: from the connection being ready to the first byte of the response.
 * - `transfer`: from that byte to the end of the body, of the last hop only.
 *
 * Revocation lists are looked at after that, in no phase.
 */
import type {
  AddressEvidence,
  Fact,
  IpAddress,
  Outcome,
  PhaseName,
  ProbeContext,
  ProberDefinition,
  Target,
  TlsEvidence,
} from '../contract.ts';
import type { Failure } from '../failure.ts';
import { chooseAddress } from '../shared/address.ts';
import { revocationFacts } from '../shared/crl/facts.ts';
import { parseUrl, splitAuthority } from '../shared/http/url.ts';
import { systemRoots } from '../shared/tls/system-roots.ts';
import { unusableTls } from '../shared/tls/unusable-tls.ts';
import { judge } from './judge.ts';
import { httpMetrics } from './metrics.ts';
import { obtainCredentials } from './oauth2/credentials.ts';
import type { HttpObservations } from './observations.ts';
import { type HttpOptions, httpOptions } from './options.ts';
import { prepareRequest } from './request.ts';
import { revocationOf } from './revocation.ts';
import type { HttpRunOptions } from './run-options.ts';

export const httpProber: ProberDefinition<HttpOptions, HttpObservations> = {
  name: 'http',
  options: httpOptions,
  prepare,
  probe: probeHttp,
  metrics: httpMetrics,
  facts,
  refuse: hostConflict,
};

/** What speaks HTTP is big: it is loaded when the first target of that kind is probed. */
async function prepare(target: Target, options: HttpOptions): Promise<void> {
  const [{ warmUp }] = await Promise.all([
    import('./warm-up.ts'),
    import('./follow.ts'),
    import('./body.ts'),
  ]);
  await warmUp();
  if (needsSystemRoots(target, options)) await systemRoots();
}

function needsSystemRoots(target: Target, { tlsOptions, oauth2, proxyOptions }: HttpOptions): boolean {
  const { source } = proxyOptions;
  const isProxyTls = source.kind === 'url' && source.proxy.ok && source.proxy.proxy.scheme === 'https';
  const isTls = /^https:/i.test(target.text) || isProxyTls;
  if (isTls && tlsOptions.ca === undefined) return true;
  return oauth2 !== undefined && /^https:/i.test(oauth2.tokenUrl) && oauth2.tlsOptions.ca === undefined;
}

/** A virtual host named twice, differently: nobody could say which was probed. */
function hostConflict(target: Target, options: HttpOptions): string | undefined {
  const { hostname } = target;
  const configured = Object.entries(options.headers).find(([name]) => name.toLowerCase() === 'host')?.[1];
  if (hostname === undefined || configured === undefined || configured === hostname) return undefined;
  return `host header defined both in module configuration (${configured}) and with URL-parameter 'hostname' (${hostname})`;
}

/** What is known so far; grows with the run and is kept when it fails. */
interface Progress {
  readonly phases: Partial<Record<PhaseName, number>>;
  readonly address?: AddressEvidence;
  readonly tls?: TlsEvidence;
  readonly observations: HttpObservations;
}

const nothing: HttpObservations = {
  attempted: false,
  connections: { attempted: 0, established: 0 },
  redirects: 0,
  bodyBytes: 0,
  failedDueToRegex: false,
  failedDueToCel: false,
};

/** Probes once, as {@link httpProber} does. */
export async function probeHttp(
  target: Target,
  options: HttpRunOptions,
  context: ProbeContext,
): Promise<Outcome<HttpObservations>> {
  const { follow } = await import('./follow.ts');
  const parsed = parseUrl(/^https?:\/\//i.test(target.text) ? target.text : `http://${target.text}`);
  if (!parsed.ok) {
    const failure: Failure = {
      phase: 'resolve',
      reason: 'target.invalid',
      blame: 'local',
      detail: parsed.detail,
    };
    return { ok: false, failure, phases: {}, observations: nothing };
  }
  const { url } = parsed;
  const { hostname, port } = splitAuthority(url.host);
  const to = { scheme: url.scheme, host: hostname, port: portOf(url.scheme, port) };
  // As in the reference, also where an exception from proxying then makes the hop a direct one.
  const skipsResolve = options.skipResolvePhaseWithProxy && options.proxyOptions.source.kind !== 'none';
  const choice = skipsResolve ? undefined : await chooseAddress(to, options, context);
  const lookupMs = choice?.evidence.lookupMs;
  const resolved: Progress = {
    phases: lookupMs === undefined ? {} : { resolve: lookupMs },
    ...(choice === undefined ? {} : { address: choice.evidence }),
    observations: nothing,
  };
  if (choice?.ok === false) return failed(choice.failure, resolved);
  const tlsFailure = await unusableTls(options.tlsOptions, url.scheme === 'https', context.signal);
  if (tlsFailure !== undefined) return failed(tlsFailure, resolved);
  await using prepared = await prepareRequest(target, options);
  if (!prepared.ok) return failed(prepared.failure, resolved);
  const { template } = prepared;
  const attempted: Progress = { ...resolved, observations: { ...nothing, attempted: true } };
  const credentials = await obtainCredentials(options, context);
  const { authorizeMs } = credentials;
  const authorized: Progress = {
    ...attempted,
    phases: { ...attempted.phases, ...(authorizeMs === undefined ? {} : { authorize: authorizeMs }) },
  };
  if (!credentials.ok) return failed(credentials.failure, authorized);

  const address = choice?.address;
  const dialled = address === undefined ? url.host : authorityOf(address, port);
  const chain = await follow(
    {
      hop: {
        url: { ...url, host: dialled },
        host: template.hostHeader ?? url.host,
        method: template.method,
        headers: template.headers,
        ...(template.body === undefined ? {} : { body: template.body }),
        trusted: true,
      },
      ...(address === undefined ? {} : { address }),
      origin: {
        hostnames: [hostname.toLowerCase(), ...(address === undefined ? [] : [address.address])],
      },
      serverName: options.tlsOptions.serverName || template.hostHeader || hostname,
      ...(credentials.authorization === undefined ? {} : { authorization: credentials.authorization }),
      extraHeaders: credentials.headers,
    },
    options,
    context,
  );
  const resolveMs = sumOf(lookupMs, chain.phases.resolve);
  const followed: Progress = {
    ...authorized,
    phases: {
      ...authorized.phases,
      ...chain.phases,
      ...(resolveMs === undefined ? {} : { resolve: resolveMs }),
    },
    ...(chain.tls === undefined ? {} : { tls: chain.tls }),
    observations: {
      ...attempted.observations,
      connections: chain.connections,
      redirects: chain.redirects,
      ...(chain.failedHop === undefined ? {} : { failedHop: chain.failedHop }),
    },
  };
  if (!chain.ok) return failed(chain.failure, followed);
  if (chain.response.head.statusCode === 401) credentials.refused?.();
  const { failure, transferMs, observations } = await judge(chain, options, context);
  const revocation = await revocationOf(chain, { options, family: address?.family }, context);
  const judged: Progress = {
    ...followed,
    phases: { ...followed.phases, transfer: transferMs },
    ...(chain.tls === undefined || revocation === undefined ? {} : { tls: { ...chain.tls, revocation } }),
    observations: { ...followed.observations, ...observations },
  };
  return failure === undefined ? { ok: true, ...judged } : failed(failure, judged);
}

function portOf(scheme: string, written: string): number {
  return written === '' ? (scheme === 'https' ? 443 : 80) : Number(written);
}

function authorityOf({ family, address }: IpAddress, port: string): string {
  return `${family === 6 ? `[${address}]` : address}${port === '' ? '' : `:${port}`}`;
}

function sumOf(first: number | undefined, second: number | undefined): number | undefined {
  return first === undefined ? second : first + (second ?? 0);
}

function failed(failure: Failure, progress: Progress): Outcome<HttpObservations> {
  return { ok: false, failure, ...progress };
}

function facts({ observations, tls }: Outcome<HttpObservations>): readonly Fact[] {
  const { response, redirects, bodyBytes } = observations;
  if (response === undefined) return [];
  return [
    { name: 'status', value: String(response.statusCode) },
    { name: 'version', value: response.protocol },
    { name: 'body', value: `${bodyBytes} bytes` },
    ...(redirects > 0 ? [{ name: 'redirects', value: String(redirects) }] : []),
    ...revocationFacts(tls),
  ];
}
