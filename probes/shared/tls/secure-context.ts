import { constants } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureVersion } from 'node:tls';
import { boundedCache } from './bounded-cache.ts';
import type { TlsOptions, TlsVersionName } from './options.ts';

/**
 * The suites that Go's client offers, in its order: no RSA key exchange, no DHE, no 3DES, no CCM, no CBC with
 * SHA-256. The security level of OpenSSL would forbid TLS 1.0 and 1.1 and judge certificates by its own rules;
 * suites, curves and signature algorithms are all limited here instead.
 */
const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
  '@SECLEVEL=0',
].join(':');

const curves = 'X25519:P-256:P-384:P-521';

/** For the signatures of the handshake from TLS 1.2 on: no SHA-1. */
const signatureAlgorithms = [
  'rsa_pss_rsae_sha256',
  'ecdsa_secp256r1_sha256',
  'ed25519',
  'rsa_pss_rsae_sha384',
  'rsa_pss_rsae_sha512',
  'rsa_pkcs1_sha256',
  'rsa_pkcs1_sha384',
  'rsa_pkcs1_sha512',
  'ecdsa_secp384r1_sha384',
  'ecdsa_secp521r1_sha512',
].join(':');

/**
 * No renegotiation, no session tickets; servers that lack secure renegotiation (RFC 5746) are spoken to, as
 * Go does, since without renegotiation they are safe.
 */
const secureOptions =
  constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_TICKET | constants.SSL_OP_LEGACY_SERVER_CONNECT;

const versions: Readonly<Record<TlsVersionName, SecureVersion>> = {
  TLS10: 'TLSv1',
  TLS11: 'TLSv1.1',
  TLS12: 'TLSv1.2',
  TLS13: 'TLSv1.3',
};

const defaultMinimum = 'TLS12';
const defaultMaximum = 'TLS13';

/** Whether any version lies within the module's limits: TLS 1.2 to 1.3 where it sets none. */
export function allowsAnyVersion({
  minVersion = defaultMinimum,
  maxVersion = defaultMaximum,
}: TlsOptions): boolean {
  return versions[minVersion] <= versions[maxVersion];
}

/** Whether the module sets a least version above the greatest, which no client can be made of. */
export function contradictsItself({ minVersion, maxVersion }: TlsOptions): boolean {
  return minVersion !== undefined && maxVersion !== undefined && versions[minVersion] > versions[maxVersion];
}

/** What a client proves itself with: PEM. */
export interface ClientIdentity {
  readonly certPem: string;
  readonly keyPem: string;
}

const contexts = boundedCache<SecureContext>(64);

/**
 * The OpenSSL context for a client with these options; the same content gives the same context. It trusts
 * nobody: certificates are judged here, not by OpenSSL. Throws what OpenSSL says of an identity that is no
 * certificate with its key.
 */
export function clientContext(
  { minVersion = defaultMinimum, maxVersion = defaultMaximum }: TlsOptions,
  identity: ClientIdentity | undefined,
): SecureContext {
  const { certPem = '', keyPem = '' } = identity ?? {};
  return contexts.get([minVersion, maxVersion, certPem, keyPem], () =>
    createSecureContext({
      ca: [],
      ciphers,
      ecdhCurve: curves,
      sigalgs: signatureAlgorithms,
      secureOptions,
      minVersion: versions[minVersion],
      maxVersion: versions[maxVersion],
      ...(identity === undefined ? {} : { cert: certPem, key: keyPem }),
    }),
  );
}
