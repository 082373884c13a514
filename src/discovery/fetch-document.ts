/** One GET for a JSON document, by the HTTP client that probes: fresh connections, names without getaddrinfo. */
import type { IpAddress, ProbeContext } from '../../probes/contract.ts';
import { readBody } from '../../probes/http/body.ts';
import type { ChainStart } from '../../probes/http/chain-start.ts';
import { type ChainEnd, follow } from '../../probes/http/follow.ts';
import { httpOptions } from '../../probes/http/options.ts';
import { type Credentials, loadCredentials } from '../../probes/shared/http/credentials.ts';
import { type HeaderList, type HttpResponse, headerValues } from '../../probes/shared/http/message.ts';
import { type GoUrl, parseUrl, splitAuthority } from '../../probes/shared/http/url.ts';
import type { HttpClientOptions } from '../../probes/shared/http-client-options.ts';
import { parseIpLiteral } from '../../probes/shared/ip-literal.ts';
import { refusedHost } from '../../probes/shared/policy.ts';
import { shortened } from '../../probes/shared/shortened.ts';
import { userAgent } from '../../probes/shared/user-agent.ts';

/** What Prometheus takes for JSON. */
const jsonContentType = /^application\/json(?:;\s*charset=(?:utf-8|"utf-8"))?$/i;

/** What the target policy is told that the connections are for. */
const use = 'discovery';

/** Where to ask and how. */
export interface DocumentRequest {
  readonly url: string;
  readonly client: HttpClientOptions;
  readonly headers: HeaderList;
  /** A longer document is refused. At most what `readBody` keeps, 16 MiB. */
  readonly maxBytes: number;
}

/** The bytes of the document, or one sentence on why there are none. */
export type FetchedDocument =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly detail: string };

/** Gets a document; ends when `context.signal` aborts. Every connection is closed. */
export async function fetchDocument(
  request: DocumentRequest,
  context: ProbeContext,
): Promise<FetchedDocument> {
  const { client, maxBytes } = request;
  const parsed = parseUrl(request.url);
  if (!parsed.ok || !['http', 'https'].includes(parsed.url.scheme) || parsed.url.host === '') {
    return refuse('the URL does not begin with http:// or https:// and a host');
  }
  const credentials = await loadCredentials(client);
  if (!credentials.ok) return refuse(credentials.failure.detail);
  const to = destinationOf(parsed.url);
  const refused = refusedHost(to, context);
  if (refused !== undefined) return refuse(refused.detail);
  const found = await addressesOf(parsed.url, context);
  if (!found.ok) return found;
  const start = startOf(parsed.url, request, credentials);
  const end = await followFromFirstOf(found.addresses, { start, client }, context);
  return end.ok ? await readDocument(end.response, maxBytes) : refuse(end.failure.detail);
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
function destinationOf({ scheme, host }: GoUrl) {
  const { hostname, port } = splitAuthority(host);
  return { scheme, host: hostname, port: Number(port || (scheme === 'https' ? 443 : 80)), use } as const;
}

function startOf(
  url: GoUrl,
  { client, headers }: DocumentRequest,
  credentials: Credentials & { readonly ok: true },
): ChainStart {
  const { hostname } = splitAuthority(url.host);
  const { authorization } = credentials;
  return {
    hop: {
      url,
      host: url.host,
      method: 'GET',
      headers: [['User-Agent', userAgent], ...headers],
      trusted: true,
    },
    origin: { hostnames: [hostname.toLowerCase()] },
    use,
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

/** Reads the body if the head says that it is what was asked for; closes the response. */
async function readDocument(response: HttpResponse, maxBytes: number): Promise<FetchedDocument> {
  const { statusCode, headers } = response.head;
  const [contentType = ''] = headerValues(headers, 'content-type');
  if (statusCode !== 200 || !jsonContentType.test(contentType.trim())) {
    response.close();
    return statusCode === 200
      ? refuse(`the content type is ${JSON.stringify(shortened(contentType))} and not application/json`)
      : refuse(`the server answered with HTTP status ${statusCode} and not 200`);
  }
  const reading = await readBody(response.body, { compression: '', limitBytes: maxBytes, keep: true });
  response.close();
  const { content, readFailure } = reading;
  if (content !== undefined) return { ok: true, body: content };
  const isTooLong = readFailure?.reason === 'http.response.body_too_large';
  return refuse(
    isTooLong ? `the answer has more than ${maxBytes} bytes` : (readFailure?.detail ?? 'no body'),
  );
}

function refuse(detail: string): FetchedDocument & { readonly ok: false } {
  return { ok: false, detail };
}
