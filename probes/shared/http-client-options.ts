import { z } from 'zod';
import type { Secret } from '../secret.ts';
import { atKey, atMostOne, block, blockOrDefaults, unsupported } from './schema/block.ts';
import { Mapping } from './schema/mapping.ts';
import {
  filePath,
  filePathOrNothing,
  noSecretStore,
  type SecretSource,
  secretSource,
  type TextSource,
  textSource,
} from './schema/sources.ts';
import {
  goBool,
  goString,
  kindOf,
  list,
  mapOf,
  optional,
  orDefault,
  scalar,
  secret,
  secretOrNothing,
  textOrNothing,
} from './schema/values.ts';
import { type TlsOptions, tlsOptions } from './tls/options.ts';

/** What to send as `Authorization`. */
export type HttpAuth =
  | { readonly kind: 'basic'; readonly username: TextSource; readonly password: SecretSource }
  /** `type`, a space and the credentials. */
  | { readonly kind: 'authorization'; readonly type: string; readonly credentials: SecretSource };

/** A configured header, sent once for each value, then for each secret, then for each file. */
export interface HttpHeader {
  readonly name: string;
  readonly values: readonly string[];
  readonly secrets: readonly Secret[];
  readonly files: readonly string[];
}

/** The keys that every HTTP client of the configuration shares. */
export interface HttpClientOptions {
  readonly auth?: HttpAuth | undefined;
  readonly tlsOptions: TlsOptions;
  readonly followRedirects: boolean;
  readonly enableHttp2: boolean;
  readonly httpHeaders: readonly HttpHeader[];
}

// Those that prometheus/common refuses: the client sets them itself or has a key for them.
const reservedHeaders = new Set([
  'authorization',
  'host',
  'content-encoding',
  'content-length',
  'content-type',
  'user-agent',
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'www-authenticate',
  'accept-encoding',
  'x-prometheus-remote-write-version',
  'x-prometheus-remote-read-version',
  'x-prometheus-scrape-timeout-seconds',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-content-sha256',
]);

const basicAuth = block(
  {
    username: textOrNothing,
    username_file: filePathOrNothing,
    username_ref: textOrNothing,
    password: secretOrNothing,
    password_file: filePathOrNothing,
    password_ref: textOrNothing,
  },
  { username_ref: noSecretStore, password_ref: noSecretStore },
)
  .check(
    atMostOne(['username', 'username_file', 'username_ref']),
    atMostOne(['password', 'password_file', 'password_ref']),
  )
  .transform(
    (keys): HttpAuth => ({
      kind: 'basic',
      username: textSource({ inline: keys.username, file: keys.username_file, ref: keys.username_ref }),
      password: secretSource({ inline: keys.password, file: keys.password_file, ref: keys.password_ref }),
    }),
  );

const authorizationType = scalar('a text', ({ text }, refuse) => {
  const type = text.trim();
  return type.toLowerCase() === 'basic' ? refuse('basic credentials belong in basic_auth') : type || 'Bearer';
});

const authorization = block(
  {
    type: orDefault(authorizationType, 'Bearer'),
    credentials: secretOrNothing,
    credentials_file: filePathOrNothing,
    credentials_ref: textOrNothing,
  },
  { credentials_ref: noSecretStore },
)
  .check(atMostOne(['credentials', 'credentials_file', 'credentials_ref']))
  .transform(
    (keys): HttpAuth => ({
      kind: 'authorization',
      type: keys.type,
      credentials: secretSource({
        inline: keys.credentials,
        file: keys.credentials_file,
        ref: keys.credentials_ref,
      }),
    }),
  );

/** Reads the values of one configured header field. */
export const headerSources = blockOrDefaults(
  block({
    values: orDefault(list(goString), []),
    secrets: orDefault(list(secret), []),
    files: orDefault(list(filePath), []),
  }),
);

const httpHeaders = mapOf(headerSources)
  .check(
    z.superRefine(
      (headers, context) => {
        for (const name of headers.keys()) {
          if (!reservedHeaders.has(name.toLowerCase())) continue;
          const message = 'this header may not be set here; the client sets it itself or has a key for it';
          context.addIssue({ code: 'custom', message, path: [name], params: atKey });
        }
      },
      // Also when the value of one of them did not parse.
      { when: ({ value }) => value instanceof Map },
    ),
  )
  .transform((headers) => [...headers].map(([name, sources]): HttpHeader => ({ name, ...sources })));

const anyMapping = z.instanceof(Mapping, { error: ({ input }) => `must be a mapping, not ${kindOf(input)}` });
const isEmpty = (text: string) => text === '';
const isFalse = (flag: boolean) => !flag;

/** The keys of {@link HttpClientOptions} in a block. */
export const httpClientKeys = {
  basic_auth: optional(basicAuth),
  authorization: optional(authorization),
  bearer_token: secretOrNothing,
  bearer_token_file: filePathOrNothing,
  oauth2: unsupported('OAuth 2.0', anyMapping, () => false),
  tls_config: tlsOptions,
  follow_redirects: orDefault(goBool, true),
  enable_http2: orDefault(goBool, true),
  proxy_url: unsupported('probing through a proxy', goString, isEmpty),
  no_proxy: unsupported('probing through a proxy', goString, isEmpty),
  proxy_from_environment: unsupported('probing through a proxy', goBool, isFalse),
  proxy_connect_header: unsupported(
    'probing through a proxy',
    mapOf(orDefault(list(secret), [])),
    (headers) => headers.size === 0,
  ),
  http_headers: orDefault(httpHeaders, []),
};

/** What to say of the keys that load, and should be written differently. */
export const deprecatedHttpClientKeys = {
  bearer_token: 'is deprecated; write authorization with credentials instead',
  bearer_token_file: 'is deprecated; write authorization with credentials_file instead',
};

type HttpClientKeys = z.output<z.ZodObject<typeof httpClientKeys>>;

/** Keys whose refusal a prober may replace by a schema of its own. */
type UnsupportedKey = 'oauth2' | 'proxy_url' | 'no_proxy' | 'proxy_from_environment' | 'proxy_connect_header';

/** Those of {@link httpClientKeys} of which one at most may be set. */
export const httpAuthKeys = ['basic_auth', 'authorization', 'bearer_token', 'bearer_token_file'] as const;

/** The rule among {@link httpClientKeys}. */
export const oneHttpAuth = atMostOne<HttpClientKeys>(httpAuthKeys);

/** The options that {@link httpClientKeys} give. */
export function httpClientOptions(keys: Omit<HttpClientKeys, UnsupportedKey>): HttpClientOptions {
  return {
    auth: keys.basic_auth ?? keys.authorization ?? bearerAuth(keys),
    tlsOptions: keys.tls_config,
    followRedirects: keys.follow_redirects,
    enableHttp2: keys.enable_http2,
    httpHeaders: keys.http_headers,
  };
}

function bearerAuth(keys: Pick<HttpClientKeys, 'bearer_token' | 'bearer_token_file'>): HttpAuth | undefined {
  const { bearer_token, bearer_token_file } = keys;
  if (bearer_token === undefined && bearer_token_file === undefined) return undefined;
  const credentials = secretSource({ inline: bearer_token, file: bearer_token_file });
  return { kind: 'authorization', type: 'Bearer', credentials };
}
