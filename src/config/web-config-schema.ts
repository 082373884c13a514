import { resolve } from 'node:path';
import type { z } from 'zod';
import { Secret } from '../../probes/secret.ts';
import { block, blockOrDefaults, rule } from '../../probes/shared/schema/block.ts';
import { parseGoDuration } from '../../probes/shared/schema/go-duration.ts';
import { goBool, goInt, mapOf, optional, orDefault, scalar } from '../../probes/shared/schema/values.ts';
import { type TlsServerConfig, tlsServerSchema } from './web-tls-schema.ts';

/** What the file of `--web.config.file` asks for, in the format of Prometheus' exporter-toolkit. */
export interface WebConfig {
  /** Absent: plain HTTP. */
  readonly tls?: TlsServerConfig | undefined;
  /** Whether HTTP/2 is offered over TLS. */
  readonly http2: boolean;
  /** Sent with every answer. */
  readonly headers: ReadonlyMap<string, string>;
  /** Who may ask: bcrypt hashes of passwords by user name. Empty: everybody. */
  readonly users: ReadonlyMap<string, Secret>;
  /** Absent: no limit. */
  readonly rateLimit?: RateLimit | undefined;
}

/** At most `burst` requests at once, and one more for every interval that passes. */
export interface RateLimit {
  readonly intervalMs: number;
  readonly burst: number;
}

const headerText = scalar('a text', ({ text }, refuse) =>
  /^[\t\x20-\x7e\x80-\xff]*$/.test(text) ? text : refuse('must not have characters that no header may have'),
);

function oneOf(words: readonly string[]): z.ZodType<string> {
  const choice = words.join(' or ');
  return scalar(choice, ({ text }, refuse) => {
    return words.includes(text) ? text : refuse(`must be ${choice}, not ${JSON.stringify(text)}`);
  });
}

/** The headers that may be set; others would change what the routes say. */
const headers = block({
  'Strict-Transport-Security': optional(headerText),
  'X-Content-Type-Options': optional(oneOf(['nosniff'])),
  'X-Frame-Options': optional(oneOf(['deny', 'sameorigin'])),
  'X-XSS-Protection': optional(headerText),
  'Content-Security-Policy': optional(headerText),
}).transform(
  (keys) =>
    new Map(Object.entries(keys).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]))),
);

/** As `htpasswd -B` and others write it: version, cost, 22 characters of salt, 31 of hash. */
const bcryptHash = scalar('a bcrypt hash', ({ text }, refuse) => {
  const match = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(text);
  if (match === null) {
    return refuse('must be a bcrypt hash such as htpasswd -nB prints, beginning with $2a$, $2b$ or $2y$');
  }
  const cost = Number(match[1]);
  return cost >= 4 && cost <= 31
    ? new Secret(text)
    : refuse(`has the bcrypt cost ${cost}; 4 to 31 are possible`);
});

const interval = scalar('a duration such as 1s', ({ text }, refuse) => {
  const durationMs = parseGoDuration(text);
  return durationMs ?? refuse(`must be a duration with its unit, such as 1s, not ${JSON.stringify(text)}`);
});

const rateLimit = block({ interval: orDefault(interval, 0), burst: orDefault(goInt, 0) })
  .check(
    rule(['interval', 'burst'], ({ interval, burst }) =>
      interval > 0 && burst < 1 ? 'burst must be at least 1: otherwise every request is refused' : undefined,
    ),
  )
  .transform(({ interval, burst }): RateLimit | undefined =>
    interval > 0 ? { intervalMs: interval, burst } : undefined,
  );

/** The schema of the whole file; `folder` is where its relative paths begin. */
export function webConfigSchema(folder: string): z.ZodType<WebConfig> {
  return blockOrDefaults(
    block({
      tls_server_config: optional(tlsServerSchema((path) => resolve(folder, path))),
      http_server_config: optional(block({ http2: orDefault(goBool, true), headers: optional(headers) })),
      basic_auth_users: orDefault(mapOf(bcryptHash), new Map<string, Secret>()),
      rate_limit: optional(rateLimit),
    }).transform(
      (keys): WebConfig => ({
        tls: keys.tls_server_config,
        http2: keys.http_server_config?.http2 ?? true,
        headers: keys.http_server_config?.headers ?? new Map<string, string>(),
        users: keys.basic_auth_users,
        rateLimit: keys.rate_limit,
      }),
    ),
  );
}
