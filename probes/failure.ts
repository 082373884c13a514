/** Why a probe failed: closed sets that may become metric labels, and a sentence that may not. */

/** Where in its course a run failed. */
export const failurePhases = [
  'policy',
  'resolve',
  'connect',
  'tls',
  'request',
  'response',
  'assertion',
] as const;
export type FailurePhase = (typeof failurePhases)[number];

/** Whose fault it most likely is. `local` is this exporter, its host or its configuration. */
export const blames = ['target', 'network', 'resolver', 'local'] as const;
export type Blame = (typeof blames)[number];

/**
 * What went wrong, named after the types of W3C Network Error Logging (section 6) where it has one and in
 * the same dotted style where it has none.
 */
export const failureReasons = [
  'policy.denied',
  'dns.name_not_resolved',
  'dns.failed',
  'dns.unreachable',
  'dns.timed_out',
  'dns.malformed',
  'dns.mismatched',
  'dns.too_large',
  'udp.refused',
  'tcp.refused',
  'tcp.reset',
  'tcp.closed',
  'tcp.timed_out',
  'tcp.address_unreachable',
  'tcp.failed',
  'unix.not_found',
  'unix.refused',
  'unix.backlog_full',
  'proxy.unreachable',
  'proxy.timed_out',
  'proxy.refused',
  'proxy.auth_required',
  'proxy.protocol.error',
  'tls.version_or_cipher_mismatch',
  'tls.bad_client_auth_cert',
  'tls.cert.name_invalid',
  'tls.cert.date_invalid',
  'tls.cert.authority_invalid',
  'tls.cert.invalid',
  'tls.protocol.error',
  'tls.timed_out',
  'auth.token_failed',
  'auth.token_timed_out',
  'http.protocol.error',
  'http.error',
  'http.response.timed_out',
  'http.response.incomplete',
  'http.response.headers_too_large',
  'http.response.redirect_loop',
  'http.response.invalid_redirect',
  'http.response.bad_encoding',
  'http.response.body_too_large',
  'icmp.no_reply',
  'icmp.unreachable',
  'icmp.ttl_exceeded',
  'icmp.too_big',
  'icmp.permission',
  'icmp.failed',
  'dialogue.timed_out',
  'dialogue.closed',
  'dialogue.line_too_long',
  'dialogue.malformed',
  'dialogue.starttls_refused',
  'grpc.protocol.error',
  'grpc.message_too_large',
  'websocket.refused',
  'websocket.protocol.error',
  'websocket.message_too_large',
  'statuspage.malformed',
  'assert.status',
  'assert.version',
  'assert.header',
  'assert.body',
  'assert.json',
  'assert.ssl',
  'assert.grpc_status',
  'assert.not_serving',
  'assert.expect',
  'assert.expect_bytes',
  'assert.cert_validity',
  'assert.tls_version',
  'assert.issuer',
  'assert.pin',
  'assert.ocsp_staple',
  'assert.revoked',
  'assert.rcode',
  'assert.answer',
  'assert.authority',
  'assert.additional',
  'assert.authenticated',
  'assert.answers_differ',
  'assert.loss',
  'assert.indicator',
  'assert.component',
  'target.invalid',
  'local.resources',
  'local.permission',
  'local.source_address',
  'local.file',
  'local.unavailable',
  'local.options',
  'local.no_time',
  'local.aborted',
  'local.bug',
] as const;
export type FailureReason = (typeof failureReasons)[number];

export interface Failure {
  readonly phase: FailurePhase;
  readonly reason: FailureReason;
  readonly blame: Blame;
  /** One sentence for people; never a label. Secrets do not belong in it. */
  readonly detail: string;
}
