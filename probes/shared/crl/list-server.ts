/** Connections to the servers that hand out revocation lists. */
import type { Socket } from 'node:net';
import { abortFailure } from '../../abort.ts';
import type { IpAddress, ProbeContext } from '../../contract.ts';
import type { Failure } from '../../failure.ts';
import { dial } from '../dial.ts';
import type { HttpRequest } from '../http/message.ts';
import { parseIpLiteral } from '../ip-literal.ts';
import { refusedHost } from '../policy.ts';
import { startTls } from '../tls/handshake.ts';

/** A request and the server to put it to. */
export interface ListRequest extends HttpRequest {
  /** A name, or an IP address without brackets. */
  readonly hostname: string;
  readonly port: number;
}

/** A connection, with TLS if the scheme wants it, and the request as it is to be written to it. */
export type OpenedForList =
  | { readonly ok: true; readonly socket: Socket; readonly request: HttpRequest }
  | { readonly ok: false; readonly failure: Failure };

/** Opens a connection for a request; ends when `context.signal` aborts. */
export type OpenForList = (request: ListRequest, context: ProbeContext) => Promise<OpenedForList>;

/**
 * Connects without a proxy, from whatever address the system chooses.
 *
 * `family` is the one over which the target was reached: that one is known to work here, and is tried first. The
 * server of a list is not what is probed: an address of the other family may stand in for one that fails.
 */
export function openDirectly(family: 4 | 6 | undefined): OpenForList {
  return async (request, context) => {
    const to = listDestination(request);
    const refused = refusedHost(to, context);
    if (refused !== undefined) return { ok: false, failure: refused };
    const found = await addressesOf(request.hostname, family ?? 6, context);
    if (!found.ok) return found;
    let failure: Failure | undefined;
    for (const address of found.addresses) {
      const dialled = await dial({ ...to, address, sourceIpAddress: '' }, context);
      if (dialled.ok) return await secureForList(dialled.socket, request, context);
      failure ??= dialled.failure;
    }
    return { ok: false, failure: failure ?? abortFailure(context.signal, 'connect') };
  };
}

/** Where a request for a list goes to. */
export function listDestination({ scheme, hostname: host, port }: ListRequest) {
  return { scheme, host, port, use: 'crl' as const };
}

type Found =
  | { readonly ok: true; readonly addresses: readonly IpAddress[] }
  | { readonly ok: false; readonly failure: Failure };

/** The first address of each family, the preferred one first. */
async function addressesOf(hostname: string, family: 4 | 6, context: ProbeContext): Promise<Found> {
  const literal = parseIpLiteral(hostname);
  if (literal !== undefined) return { ok: true, addresses: [literal] };
  const { resolver, signal } = context;
  const lookup = await resolver.lookup(hostname, [6, 4], { signal });
  if (!lookup.ok) {
    const { reason, detail } = lookup.failure;
    if (reason === 'policy.denied')
      return { ok: false, failure: { phase: 'policy', reason, blame: 'local', detail } };
    const blame = reason === 'dns.name_not_resolved' ? 'network' : 'resolver';
    return { ok: false, failure: { phase: 'resolve', reason, blame, detail } };
  }
  const order = family === 4 ? ([4, 6] as const) : ([6, 4] as const);
  const addresses = order
    .map((wanted) => lookup.addresses.find((address) => address.family === wanted))
    .filter((address) => address !== undefined);
  return { ok: true, addresses };
}

/** What a list server has to show: a certificate for its name by an authority that the system trusts. */
const tlsOptions = { serverName: '', insecureSkipVerify: false };

/** Puts TLS on a connection for a request whose scheme wants it. Whoever receives a socket destroys it. */
export async function secureForList(
  socket: Socket,
  request: ListRequest,
  context: ProbeContext,
): Promise<OpenedForList> {
  socket.on('error', ignore);
  if (request.scheme !== 'https') return { ok: true, socket, request };
  const shake = await startTls(socket, { options: tlsOptions, serverName: request.hostname }, context);
  if (!shake.ok) return shake;
  shake.socket.on('error', ignore);
  return { ok: true, socket: shake.socket, request };
}

function ignore(): void {}
