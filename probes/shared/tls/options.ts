import type { z } from 'zod';
import { atMostOne, block, blockOrDefaults, rule } from '../schema/block.ts';
import {
  filePathOrNothing,
  noSecretStore,
  optionalSecretSource,
  optionalTextSource,
  type SecretSource,
  type TextSource,
} from '../schema/sources.ts';
import {
  goBool,
  goString,
  optional,
  orDefault,
  scalar,
  secretOrNothing,
  textOrNothing,
} from '../schema/values.ts';
import { advised } from '../schema/written-block.ts';
import { warnOfTlsVersions } from './option-warnings.ts';

const versions = ['TLS10', 'TLS11', 'TLS12', 'TLS13'] as const;
export type TlsVersionName = (typeof versions)[number];

/** The block `tls_config`. */
export interface TlsOptions {
  /** Replaces the system's authorities. */
  readonly ca?: TextSource | undefined;
  /** The client certificate; set exactly when `key` is. */
  readonly cert?: TextSource | undefined;
  readonly key?: SecretSource | undefined;
  /** The name to send and to verify; "" is unset. */
  readonly serverName: string;
  readonly insecureSkipVerify: boolean;
  /** Unset is TLS 1.2. A minimum above the maximum loads, and fails every probe. */
  readonly minVersion?: TlsVersionName | undefined;
  /** Unset is TLS 1.3. */
  readonly maxVersion?: TlsVersionName | undefined;
}

/** The name of a version of TLS. */
export const tlsVersion = scalar(
  `one of ${versions.join(', ')}`,
  ({ text }, refuse) => {
    const version = versions.find((name) => name === text);
    return version ?? refuse(`must be one of ${versions.join(', ')}, not ${JSON.stringify(text)}`);
  },
  { kind: 'text', words: versions },
);

/** Reads a `tls_config`; left out or null, it holds the defaults. */
export const tlsOptions: z.ZodType<TlsOptions> = advised(
  blockOrDefaults(
    block(
      {
        ca: textOrNothing,
        cert: textOrNothing,
        key: secretOrNothing,
        ca_file: filePathOrNothing,
        cert_file: filePathOrNothing,
        key_file: filePathOrNothing,
        ca_ref: textOrNothing,
        cert_ref: textOrNothing,
        key_ref: textOrNothing,
        server_name: orDefault(goString, ''),
        insecure_skip_verify: orDefault(goBool, false),
        min_version: optional(tlsVersion),
        max_version: optional(tlsVersion),
      },
      { ca_ref: noSecretStore, cert_ref: noSecretStore, key_ref: noSecretStore },
    )
      .check(
        atMostOne(['ca', 'ca_file', 'ca_ref']),
        atMostOne(['cert', 'cert_file', 'cert_ref']),
        atMostOne(['key', 'key_file', 'key_ref']),
        rule(
          ['cert', 'cert_file', 'cert_ref', 'key', 'key_file', 'key_ref'],
          ({ cert, cert_file, cert_ref, key, key_file, key_ref }) => {
            const hasCert = [cert, cert_file, cert_ref].some((source) => source !== undefined);
            const hasKey = [key, key_file, key_ref].some((source) => source !== undefined);
            if (hasCert && !hasKey) return 'a client certificate needs its key: add key, key_file or key_ref';
            if (hasKey && !hasCert)
              return 'a client key needs its certificate: add cert, cert_file or cert_ref';
            return undefined;
          },
        ),
      )
      .transform(
        (keys): TlsOptions => ({
          ca: optionalTextSource({ inline: keys.ca, file: keys.ca_file, ref: keys.ca_ref }),
          cert: optionalTextSource({ inline: keys.cert, file: keys.cert_file, ref: keys.cert_ref }),
          key: optionalSecretSource({ inline: keys.key, file: keys.key_file, ref: keys.key_ref }),
          serverName: keys.server_name,
          insecureSkipVerify: keys.insecure_skip_verify,
          minVersion: keys.min_version,
          maxVersion: keys.max_version,
        }),
      ),
  ),
  warnOfTlsVersions,
);
