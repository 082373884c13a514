import type { TargetPolicy } from '../../../probes/contract.ts';
import { OpenPolicy } from './open-policy.ts';
import type { PolicyOptions } from './policy-options.ts';
import { RuledPolicy } from './ruled-policy.ts';

/** The policy of a configuration that has none: everything but the metadata services of clouds. */
export const usualPolicy: TargetPolicy = new OpenPolicy();

/** A policy to ask. */
export function compilePolicy(options: PolicyOptions): TargetPolicy {
  const { preset, allow, deny } = options;
  const isUsual = preset === 'allow-all' && allow.length === 0 && deny.length === 0;
  return isUsual ? usualPolicy : new RuledPolicy(options);
}
