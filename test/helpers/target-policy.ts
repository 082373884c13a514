import type { TargetPolicy } from '../../probes/contract.ts';
import { targetPolicySchema } from '../../src/config/config-schema.ts';
import { yamlValue } from './yaml-value.ts';

/** The policy that a block `target_policy` gives, written as in a flow mapping without its braces. */
export function policyOf(keys: string): TargetPolicy {
  return targetPolicySchema.parse(yamlValue(`{ ${keys} }`));
}
