import type {
  Clock,
  IpAddress,
  Lookup,
  LookupFailure,
  ProbeContext,
  Resolver,
  TargetPolicy,
} from '../../probes/contract.ts';
import { usualPolicy } from '../../src/config/policy/target-policy.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { startDeadline } from '../../src/engine/deadline.ts';
import { startTranscript, type TranscriptRecorder } from '../../src/engine/transcript.ts';

/** A resolver that knows a fixed set of names; every other name does not exist. */
export function fixedResolver(names: Readonly<Record<string, readonly string[] | LookupFailure>>): Resolver {
  return {
    lookup(name, families): Promise<Lookup> {
      const entry = Object.hasOwn(names, name) ? names[name] : undefined;
      if (entry === undefined) {
        return Promise.resolve({
          ok: false,
          failure: { reason: 'dns.name_not_resolved', detail: `${name}: no such host` },
        });
      }
      if ('reason' in entry) return Promise.resolve({ ok: false, failure: entry });
      const addresses = entry
        .map((address): IpAddress => ({ address, family: address.includes(':') ? 6 : 4 }))
        .filter(({ family }) => families.includes(family));
      if (addresses.length === 0) {
        return Promise.resolve({
          ok: false,
          failure: { reason: 'dns.name_not_resolved', detail: `${name}: no address of that family` },
        });
      }
      return Promise.resolve({ ok: true, addresses });
    },
  };
}

export interface TestContext extends ProbeContext, Disposable {
  readonly transcript: TranscriptRecorder;
}

/** A context as the engine makes it, with a resolver that knows `localhost` and no other name by default. */
export function testContext(
  options: {
    readonly timeoutMs?: number;
    readonly resolver?: Resolver;
    readonly clock?: Clock;
    readonly signal?: AbortSignal;
    /** Default: that of a configuration without one. */
    readonly policy?: TargetPolicy;
  } = {},
): TestContext {
  const clock = options.clock ?? systemClock;
  const deadline = startDeadline(options.timeoutMs ?? 5000, options.signal);
  return {
    signal: deadline.signal,
    clock,
    resolver: options.resolver ?? fixedResolver({ localhost: ['127.0.0.1'] }),
    policy: options.policy ?? usualPolicy,
    transcript: startTranscript(clock),
    [Symbol.dispose]: () => deadline[Symbol.dispose](),
  };
}
