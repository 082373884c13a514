/** Requests of Vantage's own by the HTTP client that probes: fresh connections, names without getaddrinfo. */
import type { Destination, IpAddress, ProbeContext } from '../probes/contract.ts';
import type { ChainStart } from '../probes/http/chain-start.ts';
import { type ChainEnd, follow } from '../probes/http/follow.ts';
import { httpOptions } from '../probes/http/options.ts';
import { type Credentials, loadCredentials } from '../probes/shared/http/credentials.ts';
import type { HeaderList, HttpResponse } from '../probes/shared/http/message.ts';
import { type GoUrl, parseUrl, splitAuthority } from '../probes/shared/http/url.ts';
import type { HttpClientOptions } from '../probes/shared/http-client-options.ts';
import { parseIpLiteral } from '../probes/shared/ip-literal.ts';
import { refusedHost } from '../probes/shared/policy.ts';
import { userAgent } from '../probes/shared/user-agent.ts';

/** What to ask for and how. */
export interface GetRequest extends Pick<Destination, 'use'> {
  readonly url: string;
  readonly client: HttpClientOptions;
  readonly headers: HeaderList;
}

/** A response, which whoever gets it closes; or one sentence on why there is none. */
export type GetEnd =
  | { readonly ok: true; readonly response: HttpResponse }
  | { readonly ok: false; readonly detail: string };

/** Asks for a page and follows redirects; ends when `context.signal` aborts. Every other connection is closed. */
export function httpGet(request: GetRequest, context: ProbeContext): Promise<GetEnd> {
  return ask({ ...request, method: 'GET' }, context);
}

/** Puts `body` in the place of what is at the URL; otherwise as {@link httpGet}. */
export function httpPut(
  request: GetRequest & { readonly body: Buffer },
  context: ProbeContext,
): Promise<GetEnd> {
  return ask({ ...request, method: 'PUT' }, context);
}

interface AnyRequest extends GetRequest {
  readonly method: 'GET' | 'PUT';
  readonly body?: Buffer;
}

async function ask(request: AnyRequest, context: ProbeContext): Promise<GetEnd> {
  const { client } = request;
  const parsed = parseUrl(request.url);
  if (!parsed.ok || !['http', 'https'].includes(parsed.url.scheme) || parsed.url.host === '') {
    return refuse('the URL does not begin with http:// or https:// and a host');
  }
  const credentials = await loadCredentials(client);
  if (!credentials.ok) return refuse(credentials.failure.detail);
  const refused = refusedHost(destinationOf(parsed.url, request), context);
  if (refused !== undefined) return refuse(refused.detail);
  const found = await addressesOf(parsed.url, context);
  if (!found.ok) return found;
  const start = startOf(parsed.url, request, credentials);
  const end = await followFromFirstOf(found.addresses, { start, client }, context);
  return end.ok ? end : refuse(end.failure.detail);
}

type Addresses =
  | { readonly ok: true; readonly addresses: readonly IpAddress[] }
  | { readonly ok: false; readonly detail: string };

async function addressesOf({ host }: GoUrl, { resolver, signal }: ProbeContext): Promise<Addresses> {
  const { hostname } = splitAuthority(host);
  const literal = parseIpLiteral(hostname);
  if (literal !== undefined) return { ok: true, addresses: [literal] };
  const lookup = await resolver.lookup(hostname, [6, 4], { signal });
  return lookup.ok ? lookup : { ok: false, detail: lookup.failure.detail };
}

/** Also of a port out of range, which is found where it is to be dialled. */
function destinationOf({ scheme, host }: GoUrl, { use }: GetRequest): Destination {
  const { hostname, port } = splitAuthority(host);
  const destination = { scheme, host: hostname, port: Number(port || (scheme === 'https' ? 443 : 80)) };
  return use === undefined ? destination : { ...destination, use };
}

function startOf(
  url: GoUrl,
  { client, method, body, headers, use }: AnyRequest,
  credentials: Credentials & { readonly ok: true },
): ChainStart {
  const { hostname } = splitAuthority(url.host);
  const { authorization } = credentials;
  return {
    hop: {
      url,
      host: url.host,
      method,
      headers: [['User-Agent', userAgent], ...headers],
      ...(body === undefined ? {} : { body }),
      trusted: true,
    },
    origin: { hostnames: [hostname.toLowerCase()] },
    ...(use === undefined ? {} : { use }),
    serverName: client.tlsOptions.serverName || hostname,
    ...(authorization === undefined ? {} : { authorization }),
    extraHeaders: credentials.headers,
  };
}

/**
 * Follows the chain from the first address that can be connected to. Unlike a probe, which must not hide that one
 * family does not work, this is about the document.
 */
async function followFromFirstOf(
  addresses: readonly IpAddress[],
  { start, client }: { readonly start: ChainStart; readonly client: HttpClientOptions },
  context: ProbeContext,
): Promise<ChainEnd> {
  const options = { ...httpOptions.parse(undefined), ...client };
  const [address, ...others] = addresses;
  const from = address === undefined ? start : { ...start, address };
  const end = await follow(from, options, context);
  const mayTryAnother = !end.ok && end.redirects === 0 && end.failure.phase === 'connect';
  if (!mayTryAnother || others.length === 0 || context.signal.aborted) return end;
  return await followFromFirstOf(others, { start, client }, context);
}

function refuse(detail: string): GetEnd & { readonly ok: false } {
  return { ok: false, detail };
}
