import type { RunProbe } from '../engine/run.ts';
import type { TraceRoute } from './route/trace.ts';
import type { HostNetwork } from './vantage/host-network.ts';
import type { Limits } from './within.ts';

/** Everything that a diagnosis works with. */
export interface Surroundings {
  /** Runs one probe, with the policy and the clocks of this host. */
  readonly run: RunProbe;
  /** What experiments that are no probe runs work with; their signal ends all of them. */
  readonly limits: Limits;
  /** The servers of this host's resolver, as `address` or `[address]:port`. */
  readonly nameServers: readonly string[];
  /** Resolvers of others to compare with; empty when strangers are to be asked nothing. */
  readonly otherResolvers: readonly string[];
  /** Root servers of the DNS. */
  readonly roots: readonly string[];
  readonly trace: TraceRoute;
  /** How this host is connected. */
  readonly network: () => HostNetwork;
  /** Whether something keeps the clock of this host right; `undefined` where nobody knows. */
  readonly isClockKept: () => boolean | undefined;
}
