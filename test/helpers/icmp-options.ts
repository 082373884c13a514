import type { IcmpOptions } from '../../probes/icmp/options.ts';

/** The options of a module without an `icmp` block, but for these changes. */
export function icmpOptionsWith(changes: Partial<IcmpOptions> = {}): IcmpOptions {
  return {
    preferredIpProtocol: '',
    ipProtocolFallback: true,
    sourceIpAddress: '',
    payloadSizeBytes: 0,
    dontFragment: false,
    ttl: 64,
    count: 1,
    intervalMs: 200,
    maxLoss: 0,
    ...changes,
  };
}
