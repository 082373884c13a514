import type { SecureVersion } from 'node:tls';
import type { z } from 'zod';
import type { Secret } from '../../probes/secret.ts';
import { atMostOne, block, rule } from '../../probes/shared/schema/block.ts';
import {
  goBool,
  goString,
  list,
  optional,
  orDefault,
  scalar,
  secretOrNothing,
  textOrNothing,
} from '../../probes/shared/schema/values.ts';

/** PEM text, or the absolute path of the file that has it. */
export type PemSource =
  | { readonly kind: 'inline'; readonly text: Secret }
  | { readonly kind: 'file'; readonly path: string };

const clientAuths = {
  NoClientCert: 'none',
  RequestClientCert: 'request',
  RequireAnyClientCert: 'require',
  // The name that exporter-toolkit had for it first.
  RequireClientCert: 'require',
  VerifyClientCertIfGiven: 'verify-if-given',
  RequireAndVerifyClientCert: 'require-and-verify',
} as const;

/** What is demanded of clients: a certificate or not, verified or not. */
export type ClientAuth = (typeof clientAuths)[keyof typeof clientAuths];

/** How to serve TLS: the block `tls_server_config`. */
export interface TlsServerConfig {
  readonly cert: PemSource;
  readonly key: PemSource;
  /** Who issues client certificates; absent: the authorities that the system trusts. */
  readonly clientCa?: PemSource | undefined;
  readonly clientAuth: ClientAuth;
  /** Of these names the certificate of a client must have one, letter by letter; empty: any will do. */
  readonly clientAllowedSans: readonly string[];
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
  /** OpenSSL's names, for TLS 1.3 and before; empty: all that are secure. */
  readonly ciphers: readonly string[];
  /** OpenSSL's names in order of preference; empty: as OpenSSL prefers. */
  readonly curves: readonly string[];
  readonly preferServerCiphers: boolean;
}

/** The suites that Go counts as secure, by their names there, with OpenSSL's. */
export const secureSuites = {
  TLS_AES_128_GCM_SHA256: 'TLS_AES_128_GCM_SHA256',
  TLS_AES_256_GCM_SHA384: 'TLS_AES_256_GCM_SHA384',
  TLS_CHACHA20_POLY1305_SHA256: 'TLS_CHACHA20_POLY1305_SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 'ECDHE-ECDSA-AES128-SHA',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 'ECDHE-RSA-AES128-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 'ECDHE-ECDSA-AES256-SHA',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 'ECDHE-RSA-AES256-SHA',
} as const;

const curveNames = {
  CurveP256: 'P-256',
  CurveP384: 'P-384',
  CurveP521: 'P-521',
  X25519: 'X25519',
} as const;

/** A word out of a table, as what the table says it means. */
function wordOf<Meaning extends string>(
  noun: string,
  meanings: Readonly<Record<string, Meaning>>,
): z.ZodType<Meaning> {
  const known = new Map(Object.entries(meanings));
  return scalar(noun, ({ text }, refuse) => {
    const choice = [...known.keys()].join(', ');
    return known.get(text) ?? refuse(`is not ${noun}: ${JSON.stringify(text)}; use one of ${choice}`);
  });
}

const tlsVersion = wordOf<SecureVersion>('a TLS version', {
  TLS10: 'TLSv1',
  TLS11: 'TLSv1.1',
  TLS12: 'TLSv1.2',
  TLS13: 'TLSv1.3',
});

const noClientAuth = 'none';
const clientAuth = wordOf<ClientAuth>('a client_auth_type', { '': noClientAuth, ...clientAuths });

/** The schema of the block, giving nothing when it does not ask for TLS; `resolve` makes its paths absolute. */
export function tlsServerSchema(resolve: (path: string) => string): z.ZodType<TlsServerConfig | undefined> {
  const pem = (inline: Secret | undefined, path: string | undefined): PemSource | undefined => {
    if (inline !== undefined) return { kind: 'inline', text: inline };
    return path === undefined ? undefined : { kind: 'file', path: resolve(path) };
  };
  return block({
    cert: secretOrNothing,
    cert_file: textOrNothing,
    key: secretOrNothing,
    key_file: textOrNothing,
    client_ca: secretOrNothing,
    client_ca_file: textOrNothing,
    client_auth_type: optional(clientAuth),
    client_allowed_sans: orDefault(list(goString), []),
    min_version: orDefault(tlsVersion, 'TLSv1.2'),
    max_version: orDefault(tlsVersion, 'TLSv1.3'),
    cipher_suites: orDefault(list(wordOf('a secure cipher suite', secureSuites)), []),
    curve_preferences: orDefault(list(wordOf('a curve', curveNames)), []),
    prefer_server_cipher_suites: orDefault(goBool, true),
  })
    .check(
      atMostOne(['cert', 'cert_file']),
      atMostOne(['key', 'key_file']),
      atMostOne(['client_ca', 'client_ca_file']),
      rule(['min_version', 'max_version'], ({ min_version, max_version }) =>
        min_version > max_version ? 'max_version is below min_version' : undefined,
      ),
      rule(
        ['client_allowed_sans', 'client_ca', 'client_ca_file', 'client_auth_type'],
        ({ client_ca, client_ca_file, client_allowed_sans, client_auth_type = noClientAuth }) => {
          if (client_auth_type !== noClientAuth) return undefined;
          if (client_ca !== undefined || client_ca_file !== undefined) {
            return 'a CA for clients needs a client_auth_type that asks for certificates';
          }
          return client_allowed_sans.length === 0
            ? undefined
            : 'client_allowed_sans needs a client_auth_type that asks for certificates';
        },
      ),
      rule(
        ['cert', 'cert_file', 'key', 'key_file', 'client_auth_type'],
        ({ cert, cert_file, key, key_file, client_auth_type }) => {
          const hasCert = cert !== undefined || cert_file !== undefined;
          const hasKey = key !== undefined || key_file !== undefined;
          if (hasCert && !hasKey) return 'the certificate needs its key: add key or key_file';
          if (hasKey && !hasCert) return 'the key needs its certificate: add cert or cert_file';
          return hasCert || client_auth_type === undefined
            ? undefined
            : 'TLS needs a certificate and its key: add cert_file and key_file';
        },
      ),
    )
    .transform((keys): TlsServerConfig | undefined => {
      const cert = pem(keys.cert, keys.cert_file);
      const key = pem(keys.key, keys.key_file);
      if (cert === undefined || key === undefined) return undefined;
      return {
        cert,
        key,
        clientCa: pem(keys.client_ca, keys.client_ca_file),
        clientAuth: keys.client_auth_type ?? noClientAuth,
        clientAllowedSans: keys.client_allowed_sans,
        minVersion: keys.min_version,
        maxVersion: keys.max_version,
        ciphers: keys.cipher_suites,
        curves: keys.curve_preferences,
        preferServerCiphers: keys.prefer_server_cipher_suites,
      };
    });
}
