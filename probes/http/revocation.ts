import type { ProbeContext } from '../contract.ts';
import { checkRevocation } from '../shared/crl/check.ts';
import { listDestination, type OpenForList, openDirectly, secureForList } from '../shared/crl/list-server.ts';
import { parseIpLiteral } from '../shared/ip-literal.ts';
import type { RevocationEvidence } from '../tls-evidence.ts';
import type { ChainEnd } from './follow.ts';
import type { HttpOptions } from './options.ts';
import { refusedBehindProxy } from './proxy/behind-proxy.ts';
import { chooseProxy } from './proxy/choose-proxy.ts';
import { forwardedRequest, forwarderOn } from './proxy/forwarder.ts';
import { reachThroughProxy } from './proxy/through-proxy.ts';

/** The module, and the family over which the target was reached; absent behind a proxy that resolves its name. */
interface Reach {
  readonly options: HttpOptions;
  readonly family: 4 | 6 | undefined;
}

/**
 * What revocation lists say of the certificates at the end of a chain of redirects; `undefined` when nobody wants to
 * know or the final response did not come over TLS.
 */
export async function revocationOf(
  { path }: ChainEnd & { ok: true },
  reach: Reach,
  context: ProbeContext,
): Promise<RevocationEvidence | undefined> {
  if (!reach.options.checkRevoked || path === undefined) return undefined;
  return await checkRevocation(path, openBy(reach), context);
}

/** Goes to the servers of lists as the module goes to targets: through its proxy, or directly. */
function openBy({ options, family }: Reach): OpenForList {
  const open = openDirectly(family);
  return async (request, context) => {
    const { scheme, hostname, port } = request;
    const choice = chooseProxy(options.proxyOptions, [{ scheme, hostname, port }]);
    if (!choice.ok) return choice;
    const { proxy } = choice;
    if (proxy === undefined) return await open(request, context);
    const to = listDestination(request);
    const refused = refusedBehindProxy({ to, address: parseIpLiteral(hostname) }, context);
    if (refused !== undefined) return { ok: false, failure: refused };
    const isTls = scheme === 'https';
    const reached = await reachThroughProxy({ proxy, hostname, port, needsTunnel: isTls }, options, context);
    if (!reached.ok) return reached;
    const secured = await secureForList(reached.socket, request, context);
    const forwarder = forwarderOn({ proxy, hostname, port }, isTls);
    return secured.ok ? { ...secured, request: forwardedRequest(secured.request, forwarder) } : secured;
  };
}
