import type { TargetPolicy } from '../../../probes/contract.ts';
import type { RuleHost } from './policy-options.ts';
import { readHost } from './written-host.ts';

/** The policy, for a module whose credentials are for these hosts alone: as a target it denies every other one. */
export function boundTo(policy: TargetPolicy, hosts: readonly RuleHost[]): TargetPolicy {
  return {
    refuseHost(to) {
      const { use = 'target', host } = to;
      if (use === 'target') {
        const read = readHost(host);
        const isMeant = read.kind === 'name' && hosts.some(({ fits }) => fits(read.name));
        if (!isMeant) return 'credentials_for of the module does not list the host';
      }
      return policy.refuseHost(to);
    },
    refuseAddress: (to, address) => policy.refuseAddress(to, address),
    dependsOnAddress: (to) => policy.dependsOnAddress(to),
  };
}
