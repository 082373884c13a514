/**
 * What a run writes down while it goes on: events of a closed set of kinds, each with fields of its own. Types, and the
 * words for each kind; nothing is written out before somebody reads it.
 */
import type { Blame, FailurePhase, FailureReason } from './failure.ts';

/** The levels of an event, as `--log.prober` takes them. */
export type TranscriptLevel = 'debug' | 'info' | 'warn' | 'error';

/** What a field of an event holds, once it is kept. */
export type EventValue = string | number | boolean | readonly string[];

/** Header fields as a prober has them: in wire order, bytes as Latin-1 text. Kept as texts `name: value`. */
export type HeaderPairs = readonly (readonly [name: string, value: string])[];

/** One timed event as it is kept. */
export interface TranscriptEvent {
  /** Milliseconds since the run began. */
  readonly atMs: number;
  readonly kind: EventKind;
  /** Those of {@link EventFields}, header fields as texts, without credentials. */
  readonly fields: Readonly<Record<string, EventValue>>;
}

/** Where a prober writes what it did. Bounded: when full, further events are counted and dropped. */
export interface Transcript {
  /** Keeps the fields as they are until the run is over: they must not change any more. */
  record<Kind extends EventKind>(kind: Kind, fields: EventFields[Kind]): void;
}

export type EventKind = keyof EventFields;

/** A demand of a module, by the name of its key: what was expected and what was seen. */
export type Assertion = { readonly demand: string; readonly expected: string; readonly seen: string };

type NoFields = Readonly<Record<string, never>>;

type TlsFields = {
  readonly version?: string;
  readonly cipher?: string;
  readonly group?: string;
  readonly alpn?: string;
  /** `verified`, `skipped` or `refused`. */
  readonly verification?: string;
  /** What is wrong with the certificate, also where nobody minds. */
  readonly fault?: string;
  /** The subjects of the certificates as sent, the peer's own first. */
  readonly subjects: readonly string[];
};

/**
 * The fields of each kind of event, as probers hand them over. Names are part of the JSON that is shown to scripts;
 * durations are seconds. Texts from a peer stay as they came: whoever shows them escapes them.
 *
 * Credentials do not belong in a field, but whatever has one is redacted by the recorder before it is kept: header
 * fields by their names, texts by their form.
 */
export interface EventFields {
  /** Nothing is sent there; `use` says what for it would have been. */
  'policy.denied': {
    readonly scheme: string;
    readonly host: string;
    readonly port?: number;
    readonly use: string;
    readonly why: string;
  };
  /** The look-up of a host begins; a literal address ends it at once. */
  'resolve.started': { readonly host: string; readonly ip_protocol: 4 | 6; readonly fallback: boolean };
  /** The hosts file has the name. */
  'resolve.listed': { readonly name: string; readonly answers: readonly string[] };
  /** One server answered a question about a name, or failed to. */
  'resolve.answered': {
    readonly server: string;
    readonly name: string;
    /** `A` or `AAAA`. */
    readonly type: string;
    /** The addresses; empty when there are none, or no answer came. */
    readonly answers: readonly string[];
    /** Present when no address came. */
    readonly problem?: string;
  };
  'resolve.failed': { readonly detail: string };
  /** The one address that is dialled, of all there are in the order of the resolver. */
  'resolve.chosen': {
    readonly host: string;
    readonly ip: string;
    readonly answers: readonly string[];
    /** Why this one: it was given, it is the first of the preferred family, or there is only the other one. */
    readonly why: 'literal' | 'preferred' | 'fallback';
  };

  'connect.started': { readonly ip: string; readonly port: number };
  'connect.path': { readonly path: string };
  /** Both ends, as `address:port`. */
  'connect.established': { readonly local?: string; readonly remote?: string };
  'connect.failed': { readonly detail: string };
  'proxy.used': { readonly scheme: string; readonly host: string };

  'tls.started': { readonly server_name: string; readonly alpn: readonly string[] };
  /** What was agreed on and what was shown; the certificates themselves are in {@link TlsEvidence}. */
  'tls.established': TlsFields;
  'tls.failed': TlsFields & { readonly detail: string };
  'revocation.fetching': { readonly url: string };
  'revocation.read': { readonly revoked: boolean; readonly stale: boolean };
  'revocation.unusable': { readonly detail: string };

  'auth.token': { readonly usable_seconds: number };

  /** A request is sent. */
  'http.request': {
    /** 1 is the first; each redirect makes another. */
    readonly hop: number;
    readonly method: string;
    readonly url: string;
    readonly host: string;
    readonly headers: HeaderPairs;
  };
  'http.response': {
    readonly hop: number;
    readonly version: string;
    readonly status: number;
    readonly headers: HeaderPairs;
  };
  'http.redirected': { readonly location: string };
  'http.redirect_refused': NoFields;
  /** Decoded bytes, up to the limit; `problem` when it could not be read to its end. */
  'http.body_read': { readonly bytes: number; readonly problem?: string };
  /**
   * The beginning of a body, for modules with `capture_body`, and a bit more: cut to `limit_bytes` when secrets were taken
   * out. What is no UTF-8 is replaced.
   */
  'http.body_captured': { readonly body: string; readonly limit_bytes: number; readonly truncated: boolean };

  'dialogue.line': { readonly line: string; readonly matches: boolean; readonly expected: string };
  'dialogue.bytes': { readonly hex: string; readonly matches: boolean; readonly expected_hex: string };
  /** What is sent is not told: it may be a password. */
  'dialogue.sent': { readonly bytes: number };
  'dialogue.starttls': NoFields;
  'dialogue.before_tls': { readonly bytes: string };

  'dns.query': {
    readonly server: string;
    readonly name: string;
    readonly type: string;
    readonly transport: string;
  };
  'dns.reply': {
    readonly server: string;
    readonly rcode: string;
    readonly flags: readonly string[];
    readonly answers: readonly string[];
    readonly authorities: number;
    readonly additionals: number;
  };
  'dns.foreign': { readonly problem: string };

  'icmp.opening': NoFields;
  'icmp.opened': { readonly kind: string; readonly id: number };
  'icmp.sent': { readonly seq: number };
  'icmp.reply': { readonly seq: number; readonly rtt_seconds: number };
  'icmp.error': {
    readonly seq: number;
    readonly type: number;
    readonly code: number;
    readonly reporter?: string;
  };
  'icmp.passed_over': { readonly why: string };

  'grpc.health': { readonly health: string };
  'websocket.message': { readonly message: string; readonly matches: boolean };
  'websocket.sent': { readonly bytes: number };

  /** A demand of the module that was met. */
  'assertion.met': Assertion;
  'assertion.unmet': Assertion;

  'run.succeeded': { readonly duration_seconds: number };
  'run.failed': {
    readonly phase: FailurePhase;
    readonly reason: FailureReason;
    readonly blame: Blame;
    readonly detail: string;
    readonly duration_seconds: number;
  };
  /** The last event of a transcript that was full. */
  'run.transcript_full': { readonly dropped: number };
}
