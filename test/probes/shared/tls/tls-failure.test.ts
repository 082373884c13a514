import { expect, test } from 'vitest';
import { tlsFailure } from '../../../../probes/shared/tls/tls-failure.ts';

function coded(code: string, cause?: unknown): Error {
  return Object.assign(new Error('whatever it says', { cause }), { code });
}

test.each([
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls.protocol.error', 'target'],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'tls.version_or_cipher_mismatch', 'target'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls.version_or_cipher_mismatch', 'target'],
  ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', 'tls.version_or_cipher_mismatch', 'target'],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'tls.version_or_cipher_mismatch', 'target'],
  ['ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY', 'tls.version_or_cipher_mismatch', 'target'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls.bad_client_auth_cert', 'local'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'tls.bad_client_auth_cert', 'local'],
  ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', 'tls.bad_client_auth_cert', 'local'],
  ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'tls.protocol.error', 'target'],
  ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'tls.protocol.error', 'target'],
  ['ERR_SSL_TLSV1_ALERT_USER_CANCELLED', 'tls.protocol.error', 'target'],
  ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'tls.protocol.error', 'target'],
  ['ERR_OSSL_ASN1_HEADER_TOO_LONG', 'tls.protocol.error', 'target'],
])('%s before the certificate is %s, blame %s', (code, reason, blame) => {
  const failure = tlsFailure(coded(code), 'before certificate');
  expect(failure).toMatchObject({ phase: 'tls', reason, blame });
  expect(failure?.detail).toContain(`(${code})`);
});

test.each([
  ['when a certificate was seen', 'after certificate'],
  ['when nothing is said of the moment', undefined],
] as const)('a handshake failure %s is the want of a client certificate', (_, moment) => {
  expect(tlsFailure(coded('ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE'), moment)).toEqual({
    phase: 'tls',
    reason: 'tls.bad_client_auth_cert',
    blame: 'local',
    detail: 'the peer demands a client certificate (ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE)',
  });
});

test('an error within errors is found', () => {
  const error = coded(
    'UND_ERR_SOCKET',
    new Error('wrapped', { cause: coded('ERR_SSL_WRONG_VERSION_NUMBER') }),
  );
  expect(tlsFailure(error)?.reason).toBe('tls.protocol.error');
});

test.each([
  ['a reset', coded('ECONNRESET')],
  ['an error of node:tls itself', coded('ERR_TLS_CERT_ALTNAME_INVALID')],
  ['an error without a code', new Error('wrong version number')],
  ['a code that is no text', Object.assign(new Error('x'), { code: 7 })],
  ['what is no error', { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }],
])('%s is none of TLS', (_, error) => {
  expect(tlsFailure(error)).toBeUndefined();
});

test('a circle of causes ends', () => {
  const error = new Error('round');
  error.cause = error;
  expect(tlsFailure(error)).toBeUndefined();
});
