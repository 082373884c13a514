/**
 * The contract between the engine and its probers: types only.
 *
 * A prober turns a target into one {@link Outcome}. It never touches a metric registry, a logger or a
 * route; every output of the program is a pure view of the outcome.
 */
import type { z } from 'zod';
import type { DestinationUse } from './destination.ts';
import type { Blame, Failure } from './failure.ts';
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

/** One certificate as the peer sent it. Times are Unix seconds. */
export interface CertificateEvidence {
  /** RFC 2253 style text, the way blackbox_exporter prints it (most specific attribute first). */
  readonly subject: string;
  readonly issuer: string;
  /** The DNS names of the subjectAltName extension, in certificate order. */
  readonly dnsNames: readonly string[];
  readonly serialNumberHex: string;
  readonly sha256Hex: string;
  readonly notBeforeSeconds: number;
  readonly notAfterSeconds: number;
  /** How the issuer signed it, by the name of the RFCs (`ecdsa-with-SHA256`), else the object identifier. */
  readonly signatureAlgorithm?: string;
  /** Absent when the key is of a kind that cannot be read here. */
  readonly publicKey?: PublicKeyEvidence;
}

/** The public key of a certificate. */
export interface PublicKeyEvidence {
  /** `rsa`, `ec`, `ed25519` and so on, as Node.js names them. */
  readonly type: string;
  /** The size of the modulus or of the curve's field; absent where the kind says all. */
  readonly bits?: number;
  /** SHA-256 of the SubjectPublicKeyInfo, in base64: a pin as in RFC 7469, section 2.4. */
  readonly sha256Base64: string;
}

/**
 * What an OCSP response stapled to the handshake says of the peer's certificate (RFC 6960). Times are Unix
 * seconds.
 */
export interface OcspStapleEvidence {
  /** `unusable`: no answer about this certificate can be read from it; `detail` says why. */
  readonly status: 'good' | 'revoked' | 'unknown' | 'unusable';
  /**
   * Whether the issuer, or a responder it appointed, signed the answer. `unchecked`: the issuer was neither sent
   * nor is it trusted, or the algorithm is not supported.
   */
  readonly signature: 'valid' | 'invalid' | 'unchecked';
  /** Absent when the answer cannot be read. */
  readonly producedAtSeconds?: number;
  readonly thisUpdateSeconds?: number;
  /** Absent when the responder names no end. */
  readonly nextUpdateSeconds?: number;
  /** Present when `status` is `revoked`. */
  readonly revokedAtSeconds?: number;
  readonly detail?: string;
}

/** What the revocation list of one certificate says of it (RFC 5280, section 5). */
export interface CertificateRevocation {
  readonly certificate: CertificateEvidence;
  /**
   * Whether the certificate is the end of the chain above the peer's own, trusted or self-signed: nobody stands
   * above it who could revoke it.
   */
  readonly isAnchor: boolean;
  readonly list: RevocationListEvidence;
}

/** A revocation list, or why there is none; `url` is where it was found or looked for last. */
export type RevocationListEvidence =
  /** The certificate names no list. */
  | { readonly kind: 'none' }
  | ({ readonly kind: 'unusable'; readonly url: string } & UnusableList)
  | ({ readonly kind: 'usable'; readonly url: string } & UsableList);

/** Why a list cannot be used, as the end of a sentence about it, and whose fault that most likely is. */
export interface UnusableList {
  readonly detail: string;
  readonly blame: Blame;
}

/** What a list says that the issuer signed and that is about the certificate. */
export interface UsableList {
  readonly revoked: boolean;
  /** Whether a newer list should be there by now. */
  readonly stale: boolean;
  /** Unix seconds; absent when the list names no end. */
  readonly nextUpdateSeconds?: number;
}

/** What the revocation lists of a peer's certificates say. */
export interface RevocationEvidence {
  /** Along the first chain that verifies, the peer's own certificate first; else as the peer sent them. */
  readonly certificates: readonly CertificateRevocation[];
  /** Milliseconds that all fetches took together. They are part of no phase. */
  readonly fetchMs: number;
}

/** A certificate of the chain whose issuer the peer did not send and nobody trusts. */
export interface MissingIssuer {
  /** The position in the chain as sent of the certificate that lacks its issuer. */
  readonly position: number;
  readonly issuer: string;
}

/** Whether the peer's certificate is what the module demands. */
export type TlsVerification =
  | { readonly kind: 'verified' }
  /** `insecure_skip_verify`: not judged; `wouldFailWith` says what a judgement would have found. */
  | { readonly kind: 'skipped'; readonly wouldFailWith?: CertificateFault }
  | { readonly kind: 'refused'; readonly fault: CertificateFault };

export type CertificateFault = 'date_invalid' | 'authority_invalid' | 'name_invalid' | 'invalid';

/** What a TLS handshake showed. Kept also when the handshake or the verification failed. */
export interface TlsEvidence {
  /** `TLS 1.3` and so on; absent when no version was negotiated. */
  readonly version?: string;
  /** IANA name of the cipher suite, `TLS_AES_128_GCM_SHA256`. */
  readonly cipher?: string;
  /** The ALPN protocol agreed on, `h2` or `http/1.1`; absent when none. */
  readonly alpn?: string;
  /** The group of the key exchange by its IANA name, `x25519`; absent when none was agreed on. */
  readonly group?: string;
  /** Whether the peer asked for a client certificate; absent when the handshake did not get that far. */
  readonly clientCertificateRequested?: boolean;
  /** As sent by the peer, leaf first; empty when the handshake ended before the certificate. */
  readonly chain: readonly CertificateEvidence[];
  /** Absent when no certificate was received. */
  readonly verification?: TlsVerification;
  /**
   * For each chain that verifies, the earliest expiry within it; of these the latest. Unix seconds.
   * Absent when no chain verifies or verification was skipped.
   */
  readonly lastChainExpirySeconds?: number;
  /** Whether the peer's own certificate is one for the name asked for; absent when there was no such name. */
  readonly nameMatches?: boolean;
  /**
   * Where the way from the peer's certificate to a trusted or self-signed one breaks off. Absent when it does
   * not, and when no certificate can be read.
   */
  readonly missingIssuer?: MissingIssuer;
  /** Absent when the peer stapled no OCSP response. */
  readonly ocspStaple?: OcspStapleEvidence;
  /** Absent unless the module asks for it and the handshake was accepted. */
  readonly revocation?: RevocationEvidence;
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
