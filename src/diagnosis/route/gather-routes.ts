import type { IpAddress } from '../../../probes/contract.ts';
import type { Route, Subject } from '../evidence.ts';
import type { Surroundings } from '../surroundings.ts';
import { within } from '../within.ts';

const traceMs = 4500;

/**
 * Finds the ways to the first address of each family, by every method that fits; to the target's own port as well where it has
 * one. Addresses that the target policy denies are left out.
 */
export async function gatherRoutes(
  addresses: readonly IpAddress[],
  { transport, host, port }: Subject,
  { limits, trace }: Surroundings,
): Promise<readonly Route[]> {
  if (transport === 'proxy' || transport === 'unix') return [];
  const ends = ([4, 6] as const).flatMap((family) => addresses.find((each) => each.family === family) ?? []);
  const atPort = port === undefined ? {} : { port };
  const isAllowed = (address: IpAddress): boolean =>
    limits.policy.refuseAddress({ scheme: 'icmp', host: host ?? address.address, ...atPort }, address) ===
    undefined;
  const methods =
    transport === 'tcp' && port !== undefined
      ? (['tcp', 'udp', 'icmp'] as const)
      : (['udp', 'icmp'] as const);
  const traces = ends
    .filter(isAllowed)
    .flatMap((address) => methods.map((method) => ({ address, method, ...atPort })));
  return await Promise.all(
    traces.map((request) =>
      within(limits, traceMs, ({ clock, signal }) => trace(request, { clock, signal })),
    ),
  );
}
