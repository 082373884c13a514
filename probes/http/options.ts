import type { z } from 'zod';
import { type AddressOptions, addressKeys, addressOptions } from '../shared/address-options.ts';
import {
  deprecatedHttpClientKeys,
  type HttpClientOptions,
  httpClientKeys,
  httpClientOptions,
  oneHttpAuth,
} from '../shared/http-client-options.ts';
import type { Regexp } from '../shared/regexp/regexp.ts';
import { block, blockOrDefaults, rule, unsupported } from '../shared/schema/block.ts';
import {
  goBool,
  goByteSize,
  goRegexp,
  goString,
  list,
  mapOf,
  optional,
  orDefault,
  required,
  scalar,
  textOrNothing,
} from '../shared/schema/values.ts';
import { allowsCoding } from './accept-encoding.ts';
import { type StatusCodeRange, statusCodes } from './status-codes.ts';

/** A rule of `fail_if_header_matches` or `fail_if_header_not_matches`. */
export interface HeaderMatcher {
  readonly header: string;
  readonly regexp: Regexp;
  readonly allowMissing: boolean;
}

/** The block `http` of a module. */
export interface HttpOptions extends AddressOptions, HttpClientOptions {
  /** The address to connect from, judged by the probe; "" leaves it to the system. Not in the reference. */
  readonly sourceIpAddress: string;
  /** Empty is 200 to 299. */
  readonly validStatusCodes: readonly StatusCodeRange[];
  /** `HTTP/1.1`, `HTTP/2.0`, compared verbatim; empty is any. */
  readonly validHttpVersions: readonly string[];
  readonly failIfSsl: boolean;
  readonly failIfNotSsl: boolean;
  readonly method: string;
  /** Header values by name as written, in file order. */
  readonly headers: Readonly<Record<string, string>>;
  readonly failIfBodyMatches: readonly Regexp[];
  readonly failIfBodyNotMatches: readonly Regexp[];
  readonly failIfHeaderMatches: readonly HeaderMatcher[];
  readonly failIfHeaderNotMatches: readonly HeaderMatcher[];
  /** Bytes to send, as in byte-string.ts; excludes `bodyFile`. */
  readonly body: string;
  /** A file to send, opened by the probe; "" is none. */
  readonly bodyFile: string;
  /** The coding the body must have, judged by the probe; "" is none. */
  readonly compression: string;
  /** 0 is no limit. */
  readonly bodySizeLimitBytes: number;
}

const httpVersion = scalar('an HTTP version', ({ text }, refuse) =>
  text === 'HTTP/3.0' ? refuse('HTTP/3 is not supported by this version of Vantage; remove it') : text,
);

const patternOrNothing = optional(
  goRegexp.transform((regexp) => (regexp.source === '' ? undefined : regexp)),
);

const headerMatcher = block({
  header: required(textOrNothing, 'is missing: the name of the header to judge'),
  regexp: required(patternOrNothing, 'is missing: the pattern to look for'),
  allow_missing: orDefault(goBool, false),
}).transform(
  ({ header, regexp, allow_missing }): HeaderMatcher => ({ header, regexp, allowMissing: allow_missing }),
);

const cel = unsupported('judging the body with CEL', goString, () => false);

/** Reads the block `http`; left out or null, it holds the defaults. */
export const httpOptions: z.ZodType<HttpOptions> = blockOrDefaults(
  block(
    {
      ...addressKeys,
      ...httpClientKeys,
      source_ip_address: orDefault(goString, ''),
      valid_status_codes: orDefault(statusCodes, []),
      valid_http_versions: orDefault(list(httpVersion), []),
      skip_resolve_phase_with_proxy: unsupported('probing through a proxy', goBool, (flag) => !flag),
      no_follow_redirects: optional(goBool),
      fail_if_ssl: orDefault(goBool, false),
      fail_if_not_ssl: orDefault(goBool, false),
      method: textOrNothing,
      headers: orDefault(mapOf(orDefault(goString, '')), new Map()),
      fail_if_body_matches_regexp: orDefault(list(goRegexp), []),
      fail_if_body_not_matches_regexp: orDefault(list(goRegexp), []),
      fail_if_body_json_matches_cel: cel,
      fail_if_body_json_not_matches_cel: cel,
      fail_if_header_matches: orDefault(list(headerMatcher), []),
      fail_if_header_not_matches: orDefault(list(headerMatcher), []),
      body: textOrNothing,
      body_file: textOrNothing,
      compression: orDefault(goString, ''),
      body_size_limit: orDefault(goByteSize, 0),
      enable_http3: unsupported('HTTP/3', goBool, (flag) => !flag),
    },
    {
      ...deprecatedHttpClientKeys,
      no_follow_redirects: 'is deprecated; write follow_redirects with the opposite value instead',
    },
  )
    .check(
      oneHttpAuth,
      rule(['body', 'body_file'], ({ body, body_file }) =>
        body !== undefined && body_file !== undefined ? 'body and body_file exclude each other' : undefined,
      ),
      rule(['compression', 'headers'], ({ compression, headers }) => {
        for (const [name, value] of headers) {
          if (name.toLowerCase() !== 'accept-encoding' || allowsCoding(value, compression)) continue;
          return `${name}: ${value} does not allow the compression ${compression} that the module expects`;
        }
        return undefined;
      }),
    )
    .transform(
      (keys): HttpOptions => ({
        ...addressOptions(keys),
        ...httpClientOptions(keys),
        followRedirects:
          keys.no_follow_redirects === undefined ? keys.follow_redirects : !keys.no_follow_redirects,
        sourceIpAddress: keys.source_ip_address,
        validStatusCodes: keys.valid_status_codes,
        validHttpVersions: keys.valid_http_versions,
        failIfSsl: keys.fail_if_ssl,
        failIfNotSsl: keys.fail_if_not_ssl,
        method: keys.method ?? 'GET',
        headers: Object.fromEntries(keys.headers),
        failIfBodyMatches: keys.fail_if_body_matches_regexp,
        failIfBodyNotMatches: keys.fail_if_body_not_matches_regexp,
        failIfHeaderMatches: keys.fail_if_header_matches,
        failIfHeaderNotMatches: keys.fail_if_header_not_matches,
        body: keys.body ?? '',
        bodyFile: keys.body_file ?? '',
        compression: keys.compression,
        bodySizeLimitBytes: keys.body_size_limit,
      }),
    ),
);
