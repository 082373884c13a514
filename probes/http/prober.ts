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
} from '../contract.ts';
import type { Failure } from '../failure.ts';
import { chooseAddress } from '../shared/address.ts';
import { revocationFacts } from '../shared/crl/facts.ts';
import { parseUrl, splitAuthority } from '../shared/http/url.ts';
import { systemRoots } from '../shared/tls/system-roots.ts';
import { unusableTls } from '../shared/tls/unusable-tls.ts';
import type { TlsEvidence } from '../tls-evidence.ts';
import type { ChainEnd } from './follow.ts';
import { judge } from './judge.ts';
import { httpMetrics } from './metrics.ts';
import { obtainCredentials } from './oauth2/credentials.ts';
import type { HttpObservations } from './observations.ts';
import { type HttpOptions, httpOptions } from './options.ts';
import { httpOverrides } from './overrides.ts';
import { loadedHttpParts, loadHttpParts } from './parts.ts';
import { prepareRequest } from './request.ts';
import { revocationOf } from './revocation.ts';
import type { HttpRunOptions } from './run-options.ts';

export const httpProber: ProberDefinition<HttpOptions, HttpObservations> = {
  name: 'http',
  hasBody: true,
  options: httpOptions,
  prepare,
  probe: probeHttp,
  metrics: httpMetrics,
  facts,
  overrides: httpOverrides,
  refuse: hostConflict,
};

function prepare(target: Target, options: HttpOptions): Promise<unknown> | undefined {
  const roots = needsSystemRoots(target, options) ? systemRoots() : undefined;
  if (loadedHttpParts() !== undefined && options.oauth2 === undefined) return roots;
  // What gets tokens is loaded here, too, and not while the run is timed.
  const tokens = options.oauth2 === undefined ? undefined : import('./oauth2/token.ts');
  return Promise.all([loadHttpParts(), roots, tokens]);
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
  address?: AddressEvidence;
  tls?: TlsEvidence;
  observations: HttpObservations;
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
  const progress: Progress = { phases: {}, observations: nothing };
  const failure = await run({ target, options, progress }, context);
  return failure === undefined ? { ok: true, ...progress } : { ok: false, failure, ...progress };
}

interface HttpRun {
  readonly target: Target;
  readonly options: HttpRunOptions;
  readonly progress: Progress;
}

/** The probe itself; says why it failed. */
async function run(
  { target, options, progress }: HttpRun,
  context: ProbeContext,
): Promise<Failure | undefined> {
  const { phases } = progress;
  const parsed = parseUrl(/^https?:\/\//i.test(target.text) ? target.text : `http://${target.text}`);
  if (!parsed.ok) {
    return { phase: 'resolve', reason: 'target.invalid', blame: 'local', detail: parsed.detail };
  }
  const { url } = parsed;
  const { hostname, port } = splitAuthority(url.host);
  const to = { scheme: url.scheme, host: hostname, port: portOf(url.scheme, port) };
  // As in the reference, also where an exception from proxying then makes the hop a direct one.
  const skipsResolve = options.skipResolvePhaseWithProxy && options.proxyOptions.source.kind !== 'none';
  const choice = skipsResolve ? undefined : await chooseAddress(to, options, context);
  if (choice !== undefined) {
    progress.address = choice.evidence;
    phases.resolve = choice.evidence.lookupMs;
    if (!choice.ok) return choice.failure;
  }
  const tlsFailure = await unusableTls(options.tlsOptions, url.scheme === 'https', context);
  if (tlsFailure !== undefined) return tlsFailure;
  await using prepared = await prepareRequest(target, options);
  if (!prepared.ok) return prepared.failure;
  const { template } = prepared;
  progress.observations = { ...nothing, attempted: true };
  const credentials = await obtainCredentials(options, context);
  if (credentials.authorizeMs !== undefined) phases.authorize = credentials.authorizeMs;
  if (!credentials.ok) return credentials.failure;

  const address = choice?.address;
  const { follow } = loadedHttpParts() ?? (await loadHttpParts());
  const chain = await follow(
    {
      hop: {
        url: { ...url, host: address === undefined ? url.host : authorityOf(address, port) },
        host: template.hostHeader ?? url.host,
        method: template.method,
        headers: template.headers,
        ...(template.body === undefined ? {} : { body: template.body }),
        trusted: true,
      },
      ...(address === undefined ? {} : { address }),
      origin: {
        hostnames:
          address === undefined ? [hostname.toLowerCase()] : [hostname.toLowerCase(), address.address],
      },
      serverName: options.tlsOptions.serverName || template.hostHeader || hostname,
      ...(credentials.authorization === undefined ? {} : { authorization: credentials.authorization }),
      extraHeaders: credentials.headers,
    },
    options,
    context,
  );
  addChain(progress, chain);
  if (!chain.ok) return chain.failure;
  if (chain.response.head.statusCode === 401) credentials.refused?.();
  const { failure, transferMs, observations } = await judge(chain, options, context);
  phases.transfer = transferMs;
  progress.observations = { ...progress.observations, ...observations };
  const revocation = await revocationOf(chain, { options, family: address?.family }, context);
  if (chain.tls !== undefined && revocation !== undefined) progress.tls = { ...chain.tls, revocation };
  return failure;
}

function addChain(progress: Progress, { phases, tls, connections, redirects, failedHop }: ChainEnd): void {
  const { resolve } = progress.phases;
  Object.assign(progress.phases, phases);
  const resolveMs = sumOf(resolve, phases.resolve);
  if (resolveMs !== undefined) progress.phases.resolve = resolveMs;
  if (tls !== undefined) progress.tls = tls;
  progress.observations = {
    ...progress.observations,
    connections,
    redirects,
    ...(failedHop === undefined ? {} : { failedHop }),
  };
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
