import type { Destination, IpAddress, ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { shortened } from './shortened.ts';

/** The failure of a run that may not speak to a host by this name; to be asked before the name is looked up. */
export function refusedHost(to: Destination, context: ProbeContext): Failure | undefined {
  const why = context.policy.refuseHost(to);
  return why === undefined ? undefined : denied(to, why, context);
}

/** The failure of a run that may not speak to this address; to be asked by whoever sends to it, right before that. */
export function refusedAddress(
  to: Destination,
  address: IpAddress,
  context: ProbeContext,
): Failure | undefined {
  const why = context.policy.refuseAddress(to, address);
  return why === undefined ? undefined : denied(to, why, context);
}

/** The failure of a run that the target policy ends; `why` is a sentence about the destination. */
export function denied(to: Destination, why: string, { transcript }: ProbeContext): Failure {
  const { scheme, host, port, use = 'target' } = to;
  transcript.record('policy.denied', {
    scheme,
    host: shortened(host),
    ...(port === undefined ? {} : { port }),
    use,
    why: shortened(why),
  });
  const whom = use === 'target' ? 'the target' : `the ${useNames[use]}`;
  return {
    phase: 'policy',
    reason: 'policy.denied',
    blame: 'local',
    detail: `the target policy denies ${whom}: ${shortened(why)}`,
  };
}

const useNames = {
  redirect: 'redirect',
  proxy: 'proxy',
  oauth2: 'token endpoint',
  crl: 'server of a revocation list',
  resolver: 'resolver',
  discovery: 'server of target groups',
} as const;
