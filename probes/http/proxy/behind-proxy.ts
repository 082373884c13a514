/** What the target policy says of hosts that a proxy connects to. */
import type { Destination, IpAddress, ProbeContext } from '../../contract.ts';
import type { Failure } from '../../failure.ts';
import { denied, refusedAddress, refusedHost } from '../../shared/policy.ts';

/** A destination, and the address at which the proxy is told to connect to it; absent when it is told the name. */
export interface BehindProxy {
  readonly to: Destination;
  readonly address?: IpAddress | undefined;
}

/**
 * The failure of a request that may not go there. Where the address makes a difference, the proxy must be told the address
 * that was judged: nobody knows what a name is to the proxy.
 */
export function refusedBehindProxy({ to, address }: BehindProxy, context: ProbeContext): Failure | undefined {
  const refused = refusedHost(to, context);
  if (refused !== undefined) return refused;
  if (address !== undefined) return refusedAddress(to, address, context);
  if (!context.policy.dependsOnAddress(to)) return undefined;
  const why = `the proxy looks up ${to.host} itself, so that its address cannot be judged here; a rule under allow may name the host`;
  return denied(to, why, context);
}
