/** Sends the request and follows redirects hop by hop, each on a connection of its own, phases summed. */
import type {
  AddressEvidence,
  IpAddress,
  PhaseDurations,
  PhaseName,
  ProbeContext,
  TlsEvidence,
} from '../contract.ts';
import type { Failure } from '../failure.ts';
import { chooseAddress } from '../shared/address.ts';
import { parseIpLiteral } from '../shared/ip-literal.ts';
import { connectHop } from './connect.ts';
import { createCookieStore } from './cookies.ts';
import { basicAuthorization, type ExtraHeader } from './credentials.ts';
import { exchangeHttp1 } from './http1.ts';
import { exchangeHttp2 } from './http2.ts';
import {
  type HeaderList,
  type HttpRequest,
  type HttpResponse,
  headerValues,
  isFieldName,
  isFieldValue,
} from './message.ts';
import type { HttpOptions } from './options.ts';
import { type Hop, isSensitive, maxRedirects, type RedirectOrigin, redirectOf } from './redirects.ts';
import { requestTarget, splitAuthority, utf8AsLatin1 } from './url.ts';

/** The chain's start. */
export interface ChainStart {
  readonly hop: Hop;
  readonly address: IpAddress;
  readonly origin: RedirectOrigin;
  /** Name for SNI and verification on hops that go to the first hop's host. */
  readonly serverName: string;
  /** Value of `Authorization` from the module's credentials. */
  readonly authorization?: string;
  /** The module's `http_headers`. */
  readonly extraHeaders: readonly ExtraHeader[];
}

/** What the chain measured, whether or not it ended in a response. */
export interface ChainMeasures {
  /** Milliseconds, summed over the hops; `transfer` is not among them yet. */
  readonly phases: Partial<Record<PhaseName, number>>;
  /** Redirects met; one that was not followed counts. */
  readonly redirects: number;
  /** The part of `phases` that belongs to a last hop whose connection never stood. */
  readonly failedHop?: PhaseDurations;
  /** Of the last hop that got as far as TLS. */
  readonly tls?: TlsEvidence;
}

export type ChainEnd = ChainMeasures &
  (
    | {
        readonly ok: true;
        readonly response: HttpResponse;
        readonly isTls: boolean;
        /** Whether the response is a redirect that the module or the limit forbids to follow. */
        readonly redirectRefused: boolean;
        /** Says so when it was the limit. */
        readonly tooManyRedirects?: Failure;
      }
    | { readonly ok: false; readonly failure: Failure }
  );

/** Follows the chain to its final response; the caller closes that. Every other connection is closed here. */
export async function follow(
  start: ChainStart,
  options: HttpOptions,
  context: ProbeContext,
): Promise<ChainEnd> {
  const cookies = createCookieStore();
  const phases: Partial<Record<PhaseName, number>> = {};
  const add = (phase: PhaseName, durationMs: number | undefined): void => {
    if (durationMs !== undefined) phases[phase] = (phases[phase] ?? 0) + durationMs;
  };
  let redirects = 0;
  let tls: TlsEvidence | undefined;
  let hop = start.hop;
  const measures = (): ChainMeasures => ({ phases, redirects, ...(tls === undefined ? {} : { tls }) });

  for (;;) {
    const isTls = hop.url.scheme === 'https';
    tls = undefined;
    if (!isTls && hop.url.scheme !== 'http') {
      const detail = `the redirect leads to "${hop.url.scheme}:", which is neither http nor https`;
      return { ok: false, failure: invalidRedirect(detail), ...measures() };
    }
    const request = requestOf(hop, start, cookies.cookieFor(pageOf(hop)));
    const unwritable = unwritableHeader(request.headers);
    if (unwritable !== undefined) return { ok: false, failure: unwritable, ...measures() };
    const located = await locate(hop, start, context);
    add('resolve', located.lookupMs);
    if (!located.ok) return { ok: false, failure: located.failure, ...measures() };
    const isFirstHost = hop.url.host === start.hop.url.host;
    const connection = await connectHop(
      {
        address: located.address,
        port: located.port,
        ...(isTls
          ? { serverName: isFirstHost ? start.serverName : splitAuthority(hop.url.host).hostname }
          : {}),
      },
      isFirstHost ? options : { ...options, tlsOptions: { ...options.tlsOptions, serverName: '' } },
      context,
    );
    add('connect', connection.phases.connect);
    add('tls', connection.phases.tls);
    tls = connection.tls;
    if (!connection.ok) {
      return { ok: false, failure: connection.failure, failedHop: connection.phases, ...measures() };
    }

    const readyMs = context.clock.monotonicMs();
    const exchange =
      'isHttp2' in connection && connection.isHttp2
        ? await exchangeHttp2(connection.socket, request, context)
        : await exchangeHttp1(connection.socket, request, context);
    if (!exchange.ok) return { ok: false, failure: exchange.failure, ...measures() };
    const { response } = exchange;
    add('processing', response.firstByteMs - readyMs);

    const redirect = redirectOf(hop, response.head, start.origin);
    if (redirect.kind === 'none') {
      return { ok: true, response, isTls, redirectRefused: false, ...measures() };
    }
    if (redirect.kind === 'invalid') {
      response.close();
      return { ok: false, failure: invalidRedirect(redirect.detail), ...measures() };
    }
    redirects += 1;
    const [location = ''] = headerValues(response.head.headers, 'location');
    context.transcript.record('info', 'Received redirect', { location });
    if (!options.followRedirects || redirects > maxRedirects) {
      context.transcript.record('info', 'Not following redirect');
      const refusal = options.followRedirects ? { tooManyRedirects } : {};
      return { ok: true, response, isTls, redirectRefused: true, ...refusal, ...measures() };
    }
    await cookies.keep(pageOf(hop), response.head.headers);
    response.close();
    hop = redirect.hop;
  }
}

type Located = { readonly lookupMs?: number } & (
  | { readonly ok: true; readonly address: IpAddress; readonly port: number }
  | { readonly ok: false; readonly failure: Failure }
);

/**
 * The address and port of a hop.
 *
 * A hop to another name is looked up anew, preferring the family that the first hop has shown to work: the
 * module's preference speaks of the target, and the reference does not apply it here either.
 */
async function locate(hop: Hop, start: ChainStart, context: ProbeContext): Promise<Located> {
  const { hostname, port: portText } = splitAuthority(hop.url.host);
  const port = portText === '' ? (hop.url.scheme === 'https' ? 443 : 80) : Number(portText);
  if (port > 65_535) {
    return { ok: false, failure: invalidTarget(`port ${portText} is out of range`) };
  }
  if (hop === start.hop) return { ok: true, address: start.address, port };
  const literal = parseIpLiteral(hostname);
  if (literal !== undefined) return { ok: true, address: literal, port };
  const preferredIpProtocol = start.address.family === 6 ? 'ip6' : 'ip4';
  const choice = await chooseAddress(hostname, { preferredIpProtocol, ipProtocolFallback: true }, context);
  const { lookupMs }: AddressEvidence = choice.evidence;
  return choice.ok ? { ok: true, address: choice.address, port, lookupMs } : { ...choice, lookupMs };
}

/** The page that cookies belong to: named as the target names itself, not by the address dialled. */
function pageOf(hop: Hop): string {
  return `${hop.url.scheme}://${hop.host}${requestTarget(hop.url)}`;
}

function requestOf(hop: Hop, start: ChainStart, cookie: string): HttpRequest {
  const headers: [string, string][] = [];
  const has = (name: string): boolean => headers.some(([field]) => field.toLowerCase() === name);
  for (const [name, value] of hop.headers) headers.push([name, value]);
  if (hop.referer !== undefined && !has('referer')) headers.push(['Referer', utf8AsLatin1(hop.referer)]);
  if (cookie !== '') {
    const configured = headers.find(([name]) => name.toLowerCase() === 'cookie');
    if (configured === undefined) headers.push(['Cookie', cookie]);
    else configured[1] = `${configured[1]}; ${cookie}`;
  }
  for (const { name, value, isSecret } of start.extraHeaders) {
    if (hop.trusted || !(isSecret || isSensitive(name))) headers.push([name, value]);
  }
  if (!has('authorization')) {
    const { user } = hop.url;
    if (user !== undefined) {
      headers.push(['Authorization', basicAuthorization(user.name, user.password)]);
    } else if (hop.trusted && start.authorization !== undefined) {
      headers.push(['Authorization', start.authorization]);
    }
  }
  return {
    method: hop.method,
    scheme: hop.url.scheme,
    target: requestTarget(hop.url),
    host: utf8AsLatin1(hop.host),
    headers,
    ...(hop.body === undefined ? {} : { body: hop.body }),
  };
}

/** Found before a connection is made: a request that cannot be sent is nothing the target should see. */
function unwritableHeader(headers: HeaderList): Failure | undefined {
  const bad = headers.find(([name, value]) => !isFieldName(name) || !isFieldValue(value));
  if (bad === undefined) return undefined;
  const detail = `the header ${JSON.stringify(bad[0])} cannot be sent: its name is no token, or its value holds a control character`;
  return { phase: 'request', reason: 'local.options', blame: 'local', detail };
}

const tooManyRedirects: Failure = {
  phase: 'response',
  reason: 'http.response.redirect_loop',
  blame: 'target',
  detail: `more than ${maxRedirects} redirects`,
};

function invalidRedirect(detail: string): Failure {
  return { phase: 'response', reason: 'http.response.invalid_redirect', blame: 'target', detail };
}

function invalidTarget(detail: string): Failure {
  return { phase: 'connect', reason: 'target.invalid', blame: 'local', detail };
}
