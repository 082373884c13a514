/** One request to a token endpoint (RFC 6749 section 3.2): one address, one attempt, no redirects. */
import { abortFailure, DeadlineReached } from '../../abort.ts';
import type { ProbeContext } from '../../contract.ts';
import type { Failure } from '../../failure.ts';
import { chooseAddress } from '../../shared/address.ts';
import { type HttpRequest, headerValues } from '../../shared/http/message.ts';
import { type GoUrl, requestTarget, splitAuthority, utf8AsLatin1 } from '../../shared/http/url.ts';
import { parseIpLiteral } from '../../shared/ip-literal.ts';
import { userAgent } from '../../shared/user-agent.ts';
import { readBody } from '../body.ts';
import { connectHop, type HopRoute } from '../connect.ts';
import { exchangeHttp1 } from '../http1.ts';
import { refusedBehindProxy } from '../proxy/behind-proxy.ts';
import { chooseProxy } from '../proxy/choose-proxy.ts';
import { forwardedRequest, forwarderOn } from '../proxy/forwarder.ts';
import type { Oauth2Options } from './options.ts';
import { parseTokenUrl } from './token-url.ts';

/** An endpoint that says more is broken, or no token endpoint. */
const maxAnswerBytes = 1024 * 1024;

/** What of the module concerns the connection to its token endpoint. */
export interface TokenClientOptions {
  readonly preferredIpProtocol: string;
  readonly sourceIpAddress: string;
}

export type EndpointAnswer =
  | { readonly ok: true; readonly statusCode: number; readonly mediaType: string; readonly body: string }
  | { readonly ok: false; readonly failure: Failure };

interface FormPost {
  readonly form: string;
  /** The value of `Authorization`, if any. */
  readonly authorization?: string;
}

/** Posts a form to the token endpoint. Ends when `context.signal` aborts; the connection is closed. */
export async function postForm(
  { form, authorization }: FormPost,
  { oauth2, client }: { readonly oauth2: Oauth2Options; readonly client: TokenClientOptions },
  context: ProbeContext,
): Promise<EndpointAnswer> {
  const { signal } = context;
  const url = parseTokenUrl(oauth2.tokenUrl);
  if (url === undefined) {
    return refuse({
      phase: 'request',
      reason: 'local.options',
      blame: 'local',
      detail: 'token_url of oauth2 is not a URL that begins with http:// or https://',
    });
  }
  const isTls = url.scheme === 'https';
  const routed = await routeTo(url, { oauth2, client }, context);
  if (!routed.ok) return refuse(endpointFailure(url, routed.failure, signal));
  const { route } = routed;
  const { hostname } = splitAuthority(url.host);
  const connection = await connectHop(
    { route, ...(isTls ? { serverName: oauth2.tlsOptions.serverName || hostname } : {}) },
    { ...client, tlsOptions: oauth2.tlsOptions, proxyOptions: oauth2.proxyOptions, enableHttp2: false },
    context,
  );
  if (!connection.ok) return refuse(endpointFailure(url, connection.failure, signal));
  const request: HttpRequest = {
    method: 'POST',
    scheme: url.scheme,
    target: requestTarget(url),
    host: utf8AsLatin1(url.host),
    headers: [
      ['User-Agent', userAgent],
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ...(authorization === undefined ? [] : [['Authorization', authorization] as const]),
    ],
    body: Buffer.from(form, 'latin1'),
  };
  const forwarder = forwarderOn(route, isTls);
  const exchange = await exchangeHttp1(connection.socket, forwardedRequest(request, forwarder), context);
  if (!exchange.ok) return refuse(endpointFailure(url, exchange.failure, signal));
  const { head, body } = exchange.response;
  const reading = await readBody(body, { compression: '', limitBytes: maxAnswerBytes, keep: true });
  exchange.response.close();
  if (reading.content === undefined) {
    const cause = reading.readFailure;
    return refuse(
      cause === undefined
        ? tokenRefused(url, 'answered without a body')
        : endpointFailure(url, cause, signal),
    );
  }
  const [contentType = ''] = headerValues(head.headers, 'content-type');
  const mediaType = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  return { ok: true, statusCode: head.statusCode, mediaType, body: reading.content.toString('utf8') };
}

type RoutedToEndpoint =
  | { readonly ok: true; readonly route: HopRoute }
  | { readonly ok: false; readonly failure: Failure };

async function routeTo(
  { scheme, host }: GoUrl,
  { oauth2, client }: { readonly oauth2: Oauth2Options; readonly client: TokenClientOptions },
  context: ProbeContext,
): Promise<RoutedToEndpoint> {
  const { hostname, port: portText } = splitAuthority(host);
  const port = portText === '' ? (scheme === 'https' ? 443 : 80) : Number(portText);
  const choice = chooseProxy(oauth2.proxyOptions, [{ scheme, hostname, port }]);
  if (!choice.ok) return choice;
  const to = { scheme, host: hostname, port, use: 'oauth2' as const };
  const literal = parseIpLiteral(hostname);
  if (choice.proxy !== undefined) {
    const refused = refusedBehindProxy({ to, address: literal }, context);
    return refused === undefined
      ? { ok: true, route: { proxy: choice.proxy, hostname, port } }
      : { ok: false, failure: refused };
  }
  if (literal !== undefined) return { ok: true, route: { ...to, address: literal } };
  const { preferredIpProtocol } = client;
  const found = await chooseAddress(to, { preferredIpProtocol, ipProtocolFallback: true }, context);
  return found.ok ? { ok: true, route: { ...to, address: found.address } } : found;
}

/**
 * `cause`, met on the way to the endpoint. The endpoint is not the target: what would be the target's fault is the
 * network's here. What is wrong with this host or the module stays what it is.
 */
function endpointFailure(url: GoUrl, cause: Failure, signal: AbortSignal): Failure {
  if (signal.aborted) {
    const aborted = abortFailure(signal, 'request', 'auth.token_timed_out');
    if (aborted.blame === 'local' || !(signal.reason instanceof DeadlineReached)) return aborted;
    const detail = `no token from ${url.host} within ${signal.reason.timeoutMs / 1000} s`;
    return { ...aborted, blame: 'network', detail };
  }
  if (cause.reason === 'policy.denied') return cause;
  if (cause.blame === 'local') return { ...cause, phase: 'request' };
  const blame = cause.blame === 'resolver' ? 'resolver' : 'network';
  return { ...tokenRefused(url, `cannot be asked (${cause.reason})`), blame };
}

/** The endpoint did not give a token: `what` follows its name, and quotes nothing it sent. */
function tokenRefused({ host }: GoUrl, what: string): Failure {
  return {
    phase: 'request',
    reason: 'auth.token_failed',
    blame: 'network',
    detail: `the token endpoint ${host} ${what}`,
  };
}

function refuse(failure: Failure): EndpointAnswer {
  return { ok: false, failure };
}
