import { z } from 'zod';
import { atMostOne, block, rule } from '../../shared/schema/block.ts';
import { Mapping } from '../../shared/schema/mapping.ts';
import { parseGoInteger, plainKind } from '../../shared/schema/plain-scalar.ts';
import { Scalar } from '../../shared/schema/scalar.ts';
import {
  filePathOrNothing,
  noSecretStore,
  optionalSecretSource,
  type SecretSource,
  secretSource,
} from '../../shared/schema/sources.ts';
import {
  goString,
  list,
  mapOf,
  orDefault,
  required,
  secretOrNothing,
  textOrNothing,
} from '../../shared/schema/values.ts';
import { advised } from '../../shared/schema/written-block.ts';
import { type TlsOptions, tlsOptions } from '../../shared/tls/options.ts';
import { type ProxyOptions, proxyKeys, proxyOptions, proxyRules } from '../proxy/options.ts';
import { jwtBearer } from './grant-types.ts';
import { warnOfMistakes } from './option-warnings.ts';

const algorithms = ['RS256', 'RS384', 'RS512'] as const;
export type SignatureAlgorithm = (typeof algorithms)[number];

/** How to get a token; RFC 6749 and, with an assertion, RFC 7523. */
export interface Oauth2Options {
  readonly clientId: string;
  readonly tokenUrl: string;
  readonly grant:
    | { readonly kind: 'client_credentials'; readonly clientSecret: SecretSource }
    | { readonly kind: 'jwt_bearer'; readonly assertion: AssertionOptions };
  readonly scopes: readonly string[];
  /** Further fields of the form. */
  readonly endpointParams: ReadonlyMap<string, string>;
  readonly tlsOptions: TlsOptions;
  readonly proxyOptions: ProxyOptions;
}

/** A JSON Web Token that stands for the client. */
export interface AssertionOptions {
  /** The private key, PEM; absent when none is configured, which fails every probe. */
  readonly key?: SecretSource | undefined;
  /** Empty for none. */
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  /** Empty for the client's id. */
  readonly issuer: string;
  /** Empty for the token URL. */
  readonly audience: string;
  /** Further claims, which replace ours of the same name. */
  readonly claims: ReadonlyMap<string, unknown>;
}

/** Any value as YAML means it. */
const claim = z.unknown().transform(meaningOf);

/** Reads the block `oauth2`. */
export const oauth2 = advised(
  block(
    {
      client_id: required(textOrNothing, 'is missing: the name of this client'),
      client_secret: secretOrNothing,
      client_secret_file: filePathOrNothing,
      client_secret_ref: textOrNothing,
      client_certificate_key_id: orDefault(goString, ''),
      client_certificate_key: secretOrNothing,
      client_certificate_key_file: filePathOrNothing,
      client_certificate_key_ref: textOrNothing,
      grant_type: orDefault(goString, ''),
      signature_algorithm: orDefault(goString, ''),
      iss: orDefault(goString, ''),
      audience: orDefault(goString, ''),
      claims: orDefault(mapOf(claim), new Map()),
      scopes: orDefault(list(goString), []),
      token_url: required(textOrNothing, 'is missing: where tokens are given out'),
      endpoint_params: orDefault(mapOf(orDefault(goString, '')), new Map()),
      tls_config: tlsOptions,
      ...proxyKeys,
    },
    { client_secret_ref: noSecretStore, client_certificate_key_ref: noSecretStore },
  )
    .check(
      atMostOne(['client_secret', 'client_secret_file', 'client_secret_ref']),
      atMostOne(['client_certificate_key', 'client_certificate_key_file', 'client_certificate_key_ref']),
      rule(['grant_type', 'signature_algorithm'], ({ grant_type, signature_algorithm: name }) =>
        grant_type !== jwtBearer || name === '' || algorithmOf(name) !== undefined
          ? undefined
          : `signature_algorithm must be one of ${algorithms.join(', ')}`,
      ),
      ...proxyRules,
    )
    .transform(
      (keys): Oauth2Options => ({
        clientId: keys.client_id,
        tokenUrl: keys.token_url,
        grant:
          keys.grant_type === jwtBearer
            ? {
                kind: 'jwt_bearer',
                assertion: {
                  key: optionalSecretSource({
                    inline: keys.client_certificate_key,
                    file: keys.client_certificate_key_file,
                    ref: keys.client_certificate_key_ref,
                  }),
                  keyId: keys.client_certificate_key_id,
                  algorithm: algorithmOf(keys.signature_algorithm) ?? 'RS256',
                  issuer: keys.iss,
                  audience: keys.audience,
                  claims: keys.claims,
                },
              }
            : {
                kind: 'client_credentials',
                clientSecret: secretSource({
                  inline: keys.client_secret,
                  file: keys.client_secret_file,
                  ref: keys.client_secret_ref,
                }),
              },
        scopes: keys.scopes,
        endpointParams: keys.endpoint_params,
        tlsOptions: keys.tls_config,
        proxyOptions: proxyOptions(keys),
      }),
    ),
  warnOfMistakes,
);

function algorithmOf(name: string): SignatureAlgorithm | undefined {
  return algorithms.find((algorithm) => algorithm === name);
}

function meaningOf(value: unknown): unknown {
  if (value instanceof Scalar) return scalarOf(value);
  if (Array.isArray(value)) return value.map(meaningOf);
  if (value instanceof Mapping) {
    return Object.fromEntries([...value.entries].map(([name, entry]) => [name, meaningOf(entry)]));
  }
  return null;
}

function scalarOf({ text, plain }: Scalar): unknown {
  if (!plain) return text;
  const kind = plainKind(text);
  if (kind === 'bool') return text.toLowerCase() === 'true';
  if (kind === 'int') return parseGoInteger(text) ?? text;
  return kind === 'float' ? Number(text.replaceAll('_', '')) : text;
}
