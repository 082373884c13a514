/**
 * The HTTP prober: HTTP/1.1 and HTTP/2, redirects hop by hop, rules on status, headers and body.
 *
 * Phases, each summed over the hops of a redirect chain:
 * - `resolve`: from the start of a lookup to its answer. Absent for later hops to an address.
 * - `connect`: from the start of the TCP handshake to its end or its failure.
 * - `tls`: from the first byte of the TLS handshake to its end or its failure, verification included. Absent for
 *   plain HTTP.
 * - `processing`: from the connection being ready to the first byte of the response.
 * - `transfer`: from that byte to the end of the body, of the last hop only.
 */
import type {
  AddressEvidence,
  Fact,
  Outcome,
  PhaseName,
  ProbeContext,
  ProberDefinition,
  Target,
  TlsEvidence,
} from '../contract.ts';
import type { Failure } from '../failure.ts';
import { chooseAddress } from '../shared/address.ts';
import { prepareTls } from '../shared/tls/preparation.ts';
import { systemRoots } from '../shared/tls/system-roots.ts';
import type { BodyReading } from './body.ts';
import { loadCredentials } from './credentials.ts';
import type { ChainEnd } from './follow.ts';
import { parseHttpDate } from './last-modified.ts';
import { headerValues } from './message.ts';
import { httpMetrics } from './metrics.ts';
import type { HttpObservations } from './observations.ts';
import { type HttpOptions, httpOptions } from './options.ts';
import { prepareRequest } from './request.ts';
import { hasBodyRules, judgeBody, judgeHeaders, judgeStatus, judgeTls, judgeVersion } from './rules.ts';
import { parseUrl, splitAuthority } from './url.ts';

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
  if (/^https:/i.test(target.text) && options.tlsOptions.ca === undefined) await systemRoots();
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

const nothing: HttpObservations = { attempted: false, redirects: 0, bodyBytes: 0, failedDueToRegex: false };

async function probeHttp(
  target: Target,
  options: HttpOptions,
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
  const choice = await chooseAddress(hostname, options, context);
  const resolved: Progress = {
    phases: { resolve: choice.evidence.lookupMs },
    address: choice.evidence,
    observations: nothing,
  };
  if (!choice.ok) return failed(choice.failure, resolved);
  const tlsFailure = await unusableTls(url.scheme, options, context);
  if (tlsFailure !== undefined) return failed(tlsFailure, resolved);
  const prepared = await prepareRequest(target, options);
  if (!prepared.ok) return failed(prepared.failure, resolved);
  const { template } = prepared;
  const attempted: Progress = { ...resolved, observations: { ...nothing, attempted: true } };
  const credentials = await loadCredentials(options);
  if (!credentials.ok) return failed(credentials.failure, attempted);

  const { address } = choice;
  const dialled = `${address.family === 6 ? `[${address.address}]` : address.address}${port === '' ? '' : `:${port}`}`;
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
      address,
      origin: { hostnames: [hostname.toLowerCase(), address.address] },
      serverName: options.tlsOptions.serverName || template.hostHeader || hostname,
      ...(credentials.authorization === undefined ? {} : { authorization: credentials.authorization }),
      extraHeaders: credentials.headers,
    },
    options,
    context,
  );
  const followed: Progress = {
    ...attempted,
    phases: { ...chain.phases, resolve: choice.evidence.lookupMs + (chain.phases.resolve ?? 0) },
    ...(chain.tls === undefined ? {} : { tls: chain.tls }),
    observations: {
      ...attempted.observations,
      redirects: chain.redirects,
      ...(chain.failedHop === undefined ? {} : { failedHop: chain.failedHop }),
    },
  };
  if (!chain.ok) return failed(chain.failure, followed);
  return await judge(chain, followed, { options, context });
}

/**
 * Why the module's TLS options cannot be used. Files that it names are wanted for plain HTTP too: a redirect may
 * lead to TLS, and a module that names a file which is not there is broken either way.
 */
async function unusableTls(
  scheme: string,
  { tlsOptions }: HttpOptions,
  { signal }: ProbeContext,
): Promise<Failure | undefined> {
  const { ca, cert, key } = tlsOptions;
  if (scheme !== 'https' && ca === undefined && cert === undefined && key === undefined) return undefined;
  const prepared = await prepareTls(tlsOptions, signal);
  return prepared.ok ? undefined : prepared.failure;
}

async function judge(
  chain: ChainEnd & { ok: true },
  followed: Progress,
  { options, context }: { options: HttpOptions; context: ProbeContext },
): Promise<Outcome<HttpObservations>> {
  const { response, isTls } = chain;
  const { head } = response;
  const badStatus = judgeStatus(head, options);
  const statusFailure = badStatus === undefined ? undefined : (chain.tooManyRedirects ?? badStatus);
  const headerFailure = statusFailure === undefined ? judgeHeaders(head.headers, options) : undefined;
  const rulesApply = statusFailure === undefined && headerFailure === undefined && hasBodyRules(options);

  // The reference closes the body of a redirect that it does not follow; here rules may still look at it.
  const skipsBody = chain.redirectRefused && !rulesApply;
  const reading: BodyReading = skipsBody ? { bytes: 0 } : await readBodyOf(chain, options, rulesApply);
  response.close();
  const endMs = context.clock.monotonicMs();

  let bodyFailure = reading.codingFailure;
  let failedDueToRegex = headerFailure !== undefined;
  if (rulesApply && bodyFailure === undefined) {
    bodyFailure = reading.content === undefined ? reading.readFailure : judgeBody(reading.content, options);
    failedDueToRegex = bodyFailure !== undefined;
  }
  const failure =
    statusFailure ??
    headerFailure ??
    bodyFailure ??
    reading.readFailure ??
    judgeVersion(head, options) ??
    judgeTls(isTls, options);

  const [lastModified] = headerValues(head.headers, 'last-modified');
  const lastModifiedSeconds = lastModified === undefined ? undefined : parseHttpDate(lastModified);
  const judged: Progress = {
    ...followed,
    phases: { ...followed.phases, transfer: endMs - response.firstByteMs },
    observations: {
      ...followed.observations,
      response: {
        protocol: head.protocol,
        statusCode: head.statusCode,
        contentLength: head.contentLength,
        isTls,
        ...(lastModifiedSeconds === undefined ? {} : { lastModifiedSeconds }),
      },
      bodyBytes: reading.bytes,
      failedDueToRegex,
    },
  };
  return failure === undefined ? { ok: true, ...judged } : failed(failure, judged);
}

async function readBodyOf(
  chain: ChainEnd & { ok: true },
  options: HttpOptions,
  keep: boolean,
): Promise<BodyReading> {
  const { readBody } = await import('./body.ts');
  const { compression, bodySizeLimitBytes } = options;
  return await readBody(chain.response.body, { compression, limitBytes: bodySizeLimitBytes, keep });
}

function failed(failure: Failure, progress: Progress): Outcome<HttpObservations> {
  return { ok: false, failure, ...progress };
}

function facts({ observations }: Outcome<HttpObservations>): readonly Fact[] {
  const { response, redirects, bodyBytes } = observations;
  if (response === undefined) return [];
  return [
    { name: 'status', value: String(response.statusCode) },
    { name: 'version', value: response.protocol },
    { name: 'body', value: `${bodyBytes} bytes` },
    ...(redirects > 0 ? [{ name: 'redirects', value: String(redirects) }] : []),
  ];
}
