/**
 * The contract between the engine and its probers: types only.
 *
 * A prober turns a target into one {@link Outcome}. It never touches a metric registry, a logger or a
 * route; every output of the program is a pure view of the outcome.
 */
import type { z } from 'zod';
import type { DestinationUse } from './destination.ts';
import type { Failure } from './failure.ts';
import type { TlsEvidence } from './tls-evidence.ts';
import type { Transcript } from './transcript.ts';

/** What to probe: the text a person or Prometheus gave, parsed by the prober itself. */
export interface Target {
  /** The target exactly as given, for example `https://shop.example/health` or `db.example:5432`. */
  readonly text: string;
  /**
   * The `hostname` parameter of `/probe`: replaces the name used for virtual hosting and TLS, never the
   * address that is dialled.
   */
  readonly hostname?: string;
  /**
   * Options of the module that the request replaces, by their keys: what `allow_params` of the module let pass, see
   * {@link ProberDefinition.overrides}.
   */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Two clocks, injected so that tests own time. */
export interface Clock {
  /** Milliseconds since an arbitrary origin, never going back, with sub-millisecond fractions. */
  monotonicMs(): number;
  /** Milliseconds since the Unix epoch, for dates only (certificate expiry, start of a run). */
  wallMs(): number;
}

/** An IP address that a name resolved to. */
export interface IpAddress {
  readonly family: 4 | 6;
  /** Canonical text, without brackets; an IPv6 zone is kept (`fe80::1%eth0`). */
  readonly address: string;
}

/** Why a name gave no address. `detail` is for people, `reason` for labels. */
export interface LookupFailure {
  readonly reason:
    | 'dns.name_not_resolved'
    | 'dns.failed'
    | 'dns.unreachable'
    | 'dns.timed_out'
    | 'policy.denied';
  readonly detail: string;
}

export type Lookup =
  | { readonly ok: true; readonly addresses: readonly IpAddress[] }
  | { readonly ok: false; readonly failure: LookupFailure };

/** What a lookup belongs to. */
export interface LookupContext {
  readonly signal: AbortSignal;
  /** Told who answered what. */
  readonly transcript?: Transcript;
}

/** Turns names into addresses without the process-wide thread pool of `getaddrinfo`. */
export interface Resolver {
  /**
   * Resolves `name` to its addresses in the order to try them; never rejects and ends at once when the signal
   * aborts. `families` limits what is asked for: `[4]` sends no AAAA query.
   */
  lookup(name: string, families: readonly (4 | 6)[], context: LookupContext): Promise<Lookup>;
}

/** Where a run wants to connect to, as far as that is known before a name is looked up. */
export interface Destination {
  /** `http`, `tcp`, `icmp` and so on, in lower case. */
  readonly scheme: string;
  /** A name or an IP address without brackets, as it was written; of `unix` the path of the socket. */
  readonly host: string;
  /** Absent where there is none, and where it is not known yet. */
  readonly port?: number;
  /** What the connection is for. Default: it is the target. */
  readonly use?: DestinationUse;
}

/**
 * Says whom a run may speak to. Each `refuse` gives the reason why not, one sentence for people, or `undefined`.
 *
 * Probers ask by way of `probes/shared/policy.ts`: for the host before its name is looked up, and for the address where
 * the connection is made, so that the address that was judged is the one that is dialled.
 */
export interface TargetPolicy {
  refuseHost(to: Destination): string | undefined;
  refuseAddress(to: Destination, address: IpAddress): string | undefined;
  /** Whether the address of this name makes a difference: then nobody else, such as a proxy, may look it up. */
  dependsOnAddress(to: Destination): boolean;
}

/** What the engine hands to every run. */
export interface ProbeContext {
  /**
   * Aborts at the run's deadline or when nobody waits for the result any more. Every wait of a prober
   * ends with it, and every socket and timer is closed with it.
   */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly resolver: Resolver;
  readonly policy: TargetPolicy;
  readonly transcript: Transcript;
  /** How much of a body the transcript is to have, in bytes; absent, nothing. */
  readonly captureBodyBytes?: number | undefined;
}

/** The phases whose durations are measured; each prober documents when its phases start and end. */
export type PhaseName =
  | 'resolve'
  | 'authorize'
  | 'connect'
  | 'proxy'
  | 'tls'
  | 'processing'
  | 'transfer'
  | 'setup'
  | 'rtt'
  | 'request'
  | 'check';

/** Milliseconds per phase. A phase that did not happen is absent: never 0, never NaN. */
export type PhaseDurations = Readonly<Partial<Record<PhaseName, number>>>;

/** How the address was chosen. Present as soon as a lookup was attempted. */
export interface AddressEvidence {
  /** Milliseconds from the start of the lookup to its end, also when it failed. */
  readonly lookupMs: number;
  /** The address dialled; absent when the lookup gave none. */
  readonly chosen?: IpAddress;
}

/** What a run measured, whether it succeeded or not. Plain data: it crosses threads and becomes JSON. */
export interface Measured<Observations> {
  readonly phases: PhaseDurations;
  readonly address?: AddressEvidence;
  /** Of the last handshake of the run. */
  readonly tls?: TlsEvidence;
  /** What only this prober knows, for example the HTTP status. */
  readonly observations: Observations;
}

/** The one value of a probe run: success, or the reason of the failure, with all that was measured. */
export type Outcome<Observations = unknown> = Measured<Observations> &
  ({ readonly ok: true } | { readonly ok: false; readonly failure: Failure });

/** One sample of a metric family. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric family as data; names and units follow Prometheus' conventions. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  readonly samples: readonly Sample[];
}

/** A fact for people, `{ name: 'status', value: '200 OK' }`. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** The options with one of them replaced, or why it cannot have that value: words that follow its name. */
export type Overridden<Options> =
  | { readonly ok: true; readonly options: Options }
  | { readonly ok: false; readonly problem: string };

/** An option that a request may replace where the module allows it. A method for the reason given below. */
export interface Override<Options = unknown> {
  in(options: Options, value: string): Overridden<Options>;
}

/**
 * A prober: its option schema, its one function that touches the network, and its pure views.
 *
 * The methods are declared as methods on purpose: the registry holds probers of different option types
 * as `ProberDefinition`, and the engine only ever passes a prober its own options and outcomes back.
 */
export interface ProberDefinition<Options = unknown, Observations = unknown> {
  /** The value of a module's `prober:` and the name of its option block. */
  readonly name: string;
  /** Whether there is a body that {@link ProbeContext.captureBodyBytes} can be about. */
  readonly hasBody?: true;
  /** Parses the block of a module; an absent block is `undefined`. */
  readonly options: z.ZodType<Options>;
  /** What requests may replace, by the keys of the options; absent when that is nothing. */
  readonly overrides?: ReadonlyMap<string, Override<Options>>;
  /**
   * Says in one sentence why a request contradicts the module and must not be run, such as a `hostname` beside
   * a configured Host header; undefined when it may be. Absent when the prober accepts every request.
   */
  refuse?(target: Target, options: Options): string | undefined;
  /**
   * Loads what the first run of its kind would otherwise load: modules, trusted roots. Awaited before the clock
   * of a run starts, so that our own delay is not the target's latency. Absent, or undefined, when there is nothing to
   * load.
   */
  prepare?(target: Target, options: Options): Promise<unknown> | undefined;
  /** Probes once: one address, one attempt, fresh connections. Resolves for every fault of a target. */
  probe(target: Target, options: Options, context: ProbeContext): Promise<Outcome<Observations>>;
  /** The families of `/probe` that are this prober's own, with the reference's zeros for absent phases. */
  metrics(outcome: Outcome<Observations>, options: Options): readonly MetricFamily[];
  /** What a person wants to know beyond verdict, phases and certificates. */
  facts(outcome: Outcome<Observations>): readonly Fact[];
}
