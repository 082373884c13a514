import type { Blame, Failure, FailureReason } from '../../failure.ts';

interface Meaning {
  readonly reason: FailureReason;
  readonly blame: Blame;
  readonly what: string;
}

const mismatch = { reason: 'tls.version_or_cipher_mismatch', blame: 'target' } as const;
const refusedIdentity = { reason: 'tls.bad_client_auth_cert', blame: 'local' } as const;
const protocol = { reason: 'tls.protocol.error', blame: 'target' } as const;

const notTls: Meaning = { ...protocol, what: 'the peer does not speak TLS' };
const noVersion: Meaning = { ...mismatch, what: 'the peer speaks no version of TLS that the module allows' };
const identityDemanded: Meaning = { ...refusedIdentity, what: 'the peer demands a client certificate' };

/** What a fatal alert of the peer says (RFC 8446, section 6.2), by its name in OpenSSL's error codes. */
const alerts: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['PROTOCOL_VERSION', noVersion],
  ['HANDSHAKE_FAILURE', { ...mismatch, what: 'the peer accepts none of the cipher suites offered' }],
  ['INSUFFICIENT_SECURITY', { ...mismatch, what: 'the peer demands stronger cipher suites' }],
  ['CERTIFICATE_REQUIRED', identityDemanded],
  ['NO_CERTIFICATE', identityDemanded],
  ['BAD_CERTIFICATE', { ...refusedIdentity, what: 'the peer cannot use the client certificate' }],
  [
    'UNSUPPORTED_CERTIFICATE',
    { ...refusedIdentity, what: 'the peer does not support the client certificate' },
  ],
  ['CERTIFICATE_REVOKED', { ...refusedIdentity, what: 'the peer holds the client certificate for revoked' }],
  ['CERTIFICATE_EXPIRED', { ...refusedIdentity, what: 'the peer holds the client certificate for expired' }],
  ['CERTIFICATE_UNKNOWN', { ...refusedIdentity, what: 'the peer does not accept the client certificate' }],
  [
    'UNKNOWN_CA',
    { ...refusedIdentity, what: 'the peer does not know the authority of the client certificate' },
  ],
  ['ACCESS_DENIED', { ...refusedIdentity, what: 'the peer denies access to the client certificate' }],
  ['UNRECOGNIZED_NAME', { ...protocol, what: 'the peer serves no host of that name' }],
  [
    'NO_APPLICATION_PROTOCOL',
    { ...protocol, what: 'the peer speaks none of the application protocols offered' },
  ],
  ['INTERNAL_ERROR', { ...protocol, what: 'the peer reports an internal error' }],
]);

/** What OpenSSL found out by itself, by error code without its prefix. */
const findings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['WRONG_VERSION_NUMBER', notTls],
  ['HTTP_REQUEST', notTls],
  ['PACKET_LENGTH_TOO_LONG', notTls],
  ['RECORD_LENGTH_MISMATCH', notTls],
  ['UNSUPPORTED_PROTOCOL', noVersion],
  ['UNKNOWN_PROTOCOL', noVersion],
  ['WRONG_SSL_VERSION', noVersion],
  ['VERSION_TOO_LOW', noVersion],
  ['NO_CIPHERS_AVAILABLE', { ...mismatch, what: 'no cipher suite fits the versions allowed' }],
  ['UNKNOWN_CIPHER_RETURNED', { ...mismatch, what: 'the peer chose a cipher suite that was not offered' }],
  ['WRONG_CIPHER_RETURNED', { ...mismatch, what: 'the peer chose a cipher suite that was not offered' }],
  ['WRONG_SIGNATURE_TYPE', { ...mismatch, what: 'the peer signs in a way that was not offered' }],
  ['WRONG_CURVE', { ...mismatch, what: 'the peer chose a curve that was not offered' }],
  ['DH_KEY_TOO_SMALL', { ...mismatch, what: 'the peer offers a key exchange that is too weak' }],
]);

/**
 * What an error of node:tls says when TLS itself failed; `undefined` for every other error, such as a reset.
 *
 * Told by error code alone, looked for in the error and its causes. `moment` is when it happened: a peer that
 * has shown its certificate has agreed on version and cipher suite, and its "handshake failure" then means that
 * it misses a client certificate. In TLS 1.3 it says so only when the handshake is over, at the first read.
 */
export function tlsFailure(
  error: unknown,
  moment: 'before certificate' | 'after certificate' = 'after certificate',
): Failure | undefined {
  const code = tlsCode(error);
  if (code === undefined) return undefined;
  const { reason, blame, what } = meaningOf(code, moment);
  return { phase: 'tls', reason, blame, detail: `${what} (${code})` };
}

function meaningOf(code: string, moment: 'before certificate' | 'after certificate'): Meaning {
  const alert = /^ERR_SSL_(?:SSLV3|TLSV1|TLSV13|SSL\/TLS)_ALERT_(?<name>.+)$/.exec(code)?.groups?.['name'];
  if (alert === undefined) {
    return (
      findings.get(code.replace('ERR_SSL_', '')) ?? { ...protocol, what: 'the peer breaks the TLS protocol' }
    );
  }
  if (alert === 'HANDSHAKE_FAILURE' && moment === 'after certificate') return identityDemanded;
  return alerts.get(alert) ?? { ...protocol, what: 'the peer ended TLS with an alert' };
}

/** How many errors within errors are looked at: a cycle of causes has to end. */
const deepest = 8;

function tlsCode(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < deepest && current instanceof Error; depth += 1) {
    const isTls =
      'code' in current && typeof current.code === 'string' && /^ERR_(?:SSL|OSSL)_/.test(current.code);
    if (isTls && 'code' in current) return String(current.code);
    current = current.cause;
  }
  return undefined;
}
