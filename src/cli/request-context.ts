import type { ProbeContext } from '../../probes/contract.ts';
import { systemResolver } from '../../probes/shared/resolver.ts';
import { usualPolicy } from '../config/policy/target-policy.ts';
import { systemClock } from '../engine/clock.ts';

/** What a request of a command's own is made with: it goes where a person said, names are this host's, and nothing is written down. */
export function requestContext(signal: AbortSignal): ProbeContext {
  return {
    signal,
    clock: systemClock,
    resolver: systemResolver(),
    policy: usualPolicy,
    transcript: { record: () => {} },
  };
}
