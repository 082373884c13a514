/** Sends the request and follows redirects hop by hop, each on a connection of its own, phases summed. */
import type { PhaseDurations, PhaseName, ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { type HttpResponse, headerValues } from '../shared/http/message.ts';
import { splitAuthority } from '../shared/http/url.ts';
import type { CertificationPath } from '../shared/tls/verdict.ts';
import type { TlsEvidence } from '../tls-evidence.ts';
import type { ChainStart } from './chain-start.ts';
import { connectHop } from './connect.ts';
import { createCookieStore } from './cookies.ts';
import { pageOf, requestOf, unwritableHeader, withoutSecrets } from './hop-request.ts';
import { exchangeHttp1 } from './http1.ts';
import { exchangeHttp2 } from './http2.ts';
import type { ConnectionCounts } from './observations.ts';
import type { HttpOptions } from './options.ts';
import { forwardedRequest, forwarderOn } from './proxy/forwarder.ts';
import type { Proxy } from './proxy/proxy.ts';
import { maxRedirects, redirectOf } from './redirects.ts';
import { routeOf } from './route.ts';

/** What the chain measured, whether or not it ended in a response. */
export interface ChainMeasures {
  /** Milliseconds, summed over the hops; `transfer` is not among them yet. */
  readonly phases: Partial<Record<PhaseName, number>>;
  readonly connections: ConnectionCounts;
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
        /** The certificates of the last hop; absent when it is plain HTTP. */
        readonly path?: CertificationPath;
        /** The proxy that forwarded the request, and may have answered it itself; absent for a tunnel. */
        readonly forwardedBy?: Proxy;
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
  const connections = { attempted: 0, established: 0 };
  let redirects = 0;
  let tls: TlsEvidence | undefined;
  let hop = start.hop;
  const measures = (): ChainMeasures => ({
    phases,
    connections,
    redirects,
    ...(tls === undefined ? {} : { tls }),
  });

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
    const routed = await routeOf(hop, { start, options }, context);
    add('resolve', routed.lookupMs);
    const wasLookedUp = routed.lookupMs !== undefined;
    if (!routed.ok && wasLookedUp && !isDenied(routed.failure)) connections.attempted += 1;
    if (!routed.ok) return { ok: false, failure: routed.failure, ...measures() };
    const isFirstHost = hop.url.host === start.hop.url.host;
    const connection = await connectHop(
      {
        route: routed.route,
        ...(isTls
          ? { serverName: isFirstHost ? start.serverName : splitAuthority(hop.url.host).hostname }
          : {}),
      },
      isFirstHost ? options : { ...options, tlsOptions: { ...options.tlsOptions, serverName: '' } },
      context,
    );
    for (const phase of ['connect', 'proxy', 'tls'] as const) add(phase, connection.phases[phase]);
    tls = connection.tls;
    if (connection.ok || !isDenied(connection.failure)) connections.attempted += 1;
    if (connection.isEstablished) connections.established += 1;
    if (!connection.ok) {
      return { ok: false, failure: connection.failure, failedHop: connection.phases, ...measures() };
    }

    const forwarder = forwarderOn(routed.route, isTls);
    context.transcript.record('http.request', {
      hop: redirects + 1,
      method: request.method,
      url: pageOf(hop),
      host: request.host,
      headers: withoutSecrets(request.headers, start.extraHeaders),
    });
    const readyMs = context.clock.monotonicMs();
    const exchange =
      'isHttp2' in connection && connection.isHttp2
        ? await exchangeHttp2(connection.socket, request, context)
        : await exchangeHttp1(connection.socket, forwardedRequest(request, forwarder), context);
    const { firstByteMs } = exchange.ok ? exchange.response : exchange;
    add('processing', firstByteMs === undefined ? undefined : firstByteMs - readyMs);
    if (!exchange.ok) return { ok: false, failure: exchange.failure, ...measures() };
    const { response } = exchange;
    const { protocol: version, statusCode: status, headers } = response.head;
    context.transcript.record('http.response', { hop: redirects + 1, version, status, headers });
    const final = {
      response,
      isTls,
      ...('path' in connection ? { path: connection.path } : {}),
      ...(forwarder === undefined ? {} : { forwardedBy: forwarder }),
    };

    const redirect = redirectOf(hop, response.head, start.origin);
    if (redirect.kind === 'none') {
      return { ok: true, ...final, redirectRefused: false, ...measures() };
    }
    if (redirect.kind === 'invalid') {
      response.close();
      return { ok: false, failure: invalidRedirect(redirect.detail), ...measures() };
    }
    redirects += 1;
    const [location = ''] = headerValues(response.head.headers, 'location');
    context.transcript.record('http.redirected', { location });
    if (!options.followRedirects || redirects > maxRedirects) {
      context.transcript.record('http.redirect_refused', {});
      const refusal = options.followRedirects ? { tooManyRedirects } : {};
      return { ok: true, ...final, redirectRefused: true, ...refusal, ...measures() };
    }
    await cookies.keep(pageOf(hop), response.head.headers);
    response.close();
    hop = redirect.hop;
  }
}

/** Nothing was attempted, nor was the name looked up. */
function isDenied({ phase }: Failure): boolean {
  return phase === 'policy';
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
