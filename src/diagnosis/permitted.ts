import type { TargetPolicy } from '../../probes/contract.ts';
import { parseServer } from '../../probes/dns/server-address.ts';
import { lookupPort } from '../../probes/shared/host-port.ts';
import { parseIpLiteral } from '../../probes/shared/ip-literal.ts';
import { usualPolicy } from '../config/policy/target-policy.ts';
import type { Limits } from './within.ts';

/**
 * The DNS servers, as `address` or `[address]:port`, that the target policy lets this host ask. The others are left out
 * and not asked in vain: that they do not answer would look like an outage.
 */
export function permitted(servers: readonly string[], policy: TargetPolicy): readonly string[] {
  return servers.filter((text) => {
    const parsed = parseServer(text, { transport: 'udp', dnsOverTls: false, path: '' });
    if (!parsed.ok) return false;
    const { host, port: written } = parsed.server;
    const [address, port] = [parseIpLiteral(host), lookupPort(written)];
    if (address === undefined || !port.ok) return false;
    const to = { scheme: 'dns', host, port: port.port, use: 'resolver' } as const;
    return (policy.refuseHost(to) ?? policy.refuseAddress(to, address)) === undefined;
  });
}

/** The limits for asking the servers of this host's own resolver, which no policy judges. */
export function unjudgedBy({ policy: _policy, ...limits }: Limits): Limits {
  return { ...limits, policy: usualPolicy };
}
