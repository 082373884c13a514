/**
 * What the experiments of a diagnosis found: plain data, which crosses threads and becomes JSON, and all that the
 * verdict is made from. Texts of targets are in it as they came; no credentials are.
 */
import type { PhaseDurations } from '../../probes/contract.ts';
import type { Failure } from '../../probes/failure.ts';
import type { CertificateFault } from '../../probes/tls-evidence.ts';

/** What is diagnosed. */
export interface Subject {
  readonly module: string;
  readonly prober: string;
  /** Without credentials. */
  readonly target: string;
  /** The host that is connected to, a name or an IP address; absent when the target names none. */
  readonly host?: string;
  /** Absent where there are no ports. */
  readonly port?: number;
  /** How the host is reached. `proxy`: by somebody else, so that direct connections say nothing. */
  readonly transport: 'tcp' | 'udp' | 'icmp' | 'unix' | 'proxy' | 'none';
  /** Whether the connection starts with TLS. */
  readonly isTls: boolean;
  readonly isHttp: boolean;
}

/** What one probe run found, as far as a verdict needs it. */
export interface Finding {
  readonly ok: boolean;
  /** Present when it is not. */
  readonly failure?: Failure;
  readonly durationMs: number;
  /** The time it was given. */
  readonly timeoutMs: number;
  readonly phases: PhaseDurations;
  /** The address that was dialled. */
  readonly ip?: string;
  readonly certificate?: SeenCertificate;
  /** Of the final response. */
  readonly statusCode?: number;
  readonly redirects?: number;
  /** Where the last redirect that was met leads. */
  readonly location?: string;
  /** The clock of the peer as its `Date` header has it; Unix seconds. */
  readonly peerSeconds?: number;
  /**
   * By how much the clock of this host was ahead of it, to the second, as `Date` has it; negative when behind. What comes
   * out of a cache may be older.
   */
  readonly aheadOfPeerMs?: number;
}

/** The peer's own certificate. */
export interface SeenCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** The first ones. */
  readonly dnsNames: readonly string[];
  /** Unix seconds. */
  readonly notBeforeSeconds: number;
  readonly notAfterSeconds: number;
  readonly sha256Hex: string;
  /** What a judgement finds wrong with it, whether or not it was demanded. */
  readonly fault?: CertificateFault;
  readonly isSelfSigned: boolean;
  /** How many certificates the peer sent, its own included. */
  readonly sentCertificates: number;
  /** The issuer that neither was sent nor is trusted, where a certificate between the two is missing. */
  readonly missingIssuer?: string;
}

/** What a DNS server said of a name, both families together. */
export interface ServerAnswer {
  /** The address that was asked, as `address` or `[address]:port`. */
  readonly server: string;
  /** The name of a server of the zone. */
  readonly serverName?: string;
  /**
   * `addresses`: at least one; `no_address`: the name has other records only; `no_such_name`: NXDOMAIN; `refusal`:
   * another response code, or nonsense; `silence`: no answer in time; `unreachable`: no way there.
   */
  readonly kind: 'addresses' | 'no_address' | 'no_such_name' | 'refusal' | 'silence' | 'unreachable';
  /** Sorted; the first twenty. */
  readonly addresses: readonly string[];
  /** One sentence, or a part of one, where there are no addresses. */
  readonly detail: string;
  readonly durationMs: number;
}

/** What a zone's own servers say. */
export interface ZoneAnswers {
  /** `example.org.`; `.` is the root. */
  readonly zone: string;
  /** The name that was asked for: the host's, or what it is an alias of. */
  readonly name: string;
  readonly answers: readonly ServerAnswer[];
  /** Why the zone's servers could not be asked: which server on the way to it did not say who they are. */
  readonly problem?: string;
}

export interface NameEvidence {
  readonly name: string;
  /** As the probe looks it up: hosts, search domains and all. */
  readonly own: Pick<ServerAnswer, 'kind' | 'addresses' | 'detail' | 'durationMs'>;
  /** Each of the servers that the probe asks. */
  readonly resolvers: readonly ServerAnswer[];
  readonly others: readonly ServerAnswer[];
  /** Why nobody else was asked. */
  readonly othersUnasked?: string;
  /** From the host's own zone to that of the name it is an alias of in the end. */
  readonly zones: readonly ZoneAnswers[];
}

/** One address of the host. */
export interface AddressEvidence {
  readonly address: string;
  readonly family: 4 | 6;
  /** Whether the probe itself may choose it; else only others say that the host has it. */
  readonly isOwn: boolean;
  /** A bare connection. */
  readonly connection?: Finding;
  /** The probe itself, at this address. */
  readonly run?: Finding;
}

/** What became of a packet with a hop limit. */
export interface Hop {
  readonly hopLimit: number;
  /** Who answered; absent when nobody did. */
  readonly address?: string;
  readonly roundTripMs?: number;
  /** `passed`: a router at which the limit ran out; the others end the route. */
  readonly answer?: 'passed' | 'reached' | 'unreachable' | 'prohibited';
}

export interface Route {
  readonly address: string;
  readonly family: 4 | 6;
  readonly method: 'tcp' | 'udp' | 'icmp';
  readonly hops: readonly Hop[];
  readonly end: 'reached' | 'unreachable' | 'prohibited' | 'silent' | 'not_possible';
  /** Why it was not possible. */
  readonly detail?: string;
}

/** What this vantage point finds when it looks at itself. */
export interface VantageEvidence {
  /** One for each default route. */
  readonly gateways: readonly Gateway[];
  /** Whether an address that works beyond this link is there. */
  readonly hasGlobalAddress: { readonly ip4: boolean; readonly ip6: boolean };
  /** What the servers of this host's resolver say of the root of the DNS, which is always there. */
  readonly resolvers: readonly ServerAnswer[];
  /** Whether something keeps the clock of this host right; absent where nobody knows. */
  readonly isClockKept?: boolean;
  /** Whether a root server of the DNS answers; absent when none could be asked. */
  readonly outside?: boolean;
}

export interface Gateway {
  readonly family: 4 | 6;
  readonly interface: string;
  /** Absent for a route that leads straight onto the link. */
  readonly address?: string;
  /** `unknown`: it may be there and not answer; `unasked`: the target is on this host. */
  readonly state: 'answers' | 'silent' | 'unknown' | 'unasked';
}

/** All of it. What is absent was not asked, or time ran out before the answer. */
export interface Evidence {
  readonly subject: Subject;
  /** When the diagnosis began; Unix milliseconds. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** The failure that gave rise to it; absent when somebody asked. */
  readonly reported?: Failure;
  /** The probe itself, run again. */
  readonly run: Finding;
  readonly names?: NameEvidence;
  readonly addresses: readonly AddressEvidence[];
  /** TLS with the name and nothing judged; TLS without the name. */
  readonly tls?: { readonly unjudged?: Finding; readonly nameless?: Finding };
  readonly http?: {
    /** The start page without credentials, and without a judgement of the certificate; only when its dates are refused. */
    readonly unjudged?: Finding;
    /** The probe without following redirects, any status being good. */
    readonly unfollowed?: Finding;
    /** The probe with the other one of HEAD and GET. */
    readonly otherMethod?: { readonly method: string; readonly finding: Finding };
    /** Plain HTTP to the port that should speak TLS. */
    readonly plain?: Finding;
  };
  /** The probe with more time than its module gives it; only after a time-out. */
  readonly patient?: Finding;
  readonly routes: readonly Route[];
  readonly vantage: VantageEvidence;
}
