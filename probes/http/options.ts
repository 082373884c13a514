import type { z } from 'zod';
import { type AddressOptions, addressKeys, addressOptions } from '../shared/address-options.ts';
import {
  deprecatedHttpClientKeys,
  type HttpClientOptions,
  httpAuthKeys,
  httpClientKeys,
  httpClientOptions,
} from '../shared/http-client-options.ts';
import type { Regexp } from '../shared/regexp/regexp.ts';
import { atMostOne, block, blockOrDefaults, rule, unsupported } from '../shared/schema/block.ts';
import { filePathOrNothing } from '../shared/schema/sources.ts';
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
import { advised } from '../shared/schema/written-block.ts';
import { allowsCoding } from './accept-encoding.ts';
import { compileCel } from './cel/expression.ts';
import type { CelRules } from './cel/judge-json.ts';
import { type Oauth2Options, oauth2 } from './oauth2/options.ts';
import { warnOfMistakes } from './option-warnings.ts';
import { type ProxyOptions, proxyKeys, proxyOptions, proxyRules } from './proxy/options.ts';
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
  /** Credentials beside `auth`, which excludes them. */
  readonly oauth2?: Oauth2Options | undefined;
  readonly proxyOptions: ProxyOptions;
  /** Whether a name that goes to a proxy is left for the proxy to resolve. */
  readonly skipResolvePhaseWithProxy: boolean;
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
  readonly jsonRules: CelRules;
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
  /** Whether to look the certificates of the final response's connection up in revocation lists. */
  readonly checkRevoked: boolean;
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

const cel = optional(
  scalar('a CEL expression', ({ text }, refuse) => {
    const compiled = compileCel(text);
    return compiled.ok ? compiled.expression : refuse(`cannot compile the CEL expression: ${compiled.error}`);
  }),
);

/** Reads the block `http`; left out or null, it holds the defaults. */
export const httpOptions: z.ZodType<HttpOptions> = advised(
  blockOrDefaults(
    block(
      {
        valid_status_codes: orDefault(statusCodes, []),
        valid_http_versions: orDefault(list(httpVersion), []),
        ...addressKeys,
        skip_resolve_phase_with_proxy: orDefault(goBool, false),
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
        body_file: filePathOrNothing,
        ...httpClientKeys,
        ...proxyKeys,
        oauth2: optional(oauth2),
        compression: orDefault(goString, ''),
        body_size_limit: orDefault(goByteSize, 0),
        enable_http3: unsupported('HTTP/3', goBool, (flag) => !flag),
        check_revoked: orDefault(goBool, false),
        source_ip_address: orDefault(goString, ''),
      },
      {
        ...deprecatedHttpClientKeys,
        no_follow_redirects: 'is deprecated; write follow_redirects with the opposite value instead',
      },
    )
      .check(
        atMostOne([...httpAuthKeys, 'oauth2']),
        ...proxyRules,
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
          oauth2: keys.oauth2,
          proxyOptions: proxyOptions(keys),
          skipResolvePhaseWithProxy: keys.skip_resolve_phase_with_proxy,
          validStatusCodes: keys.valid_status_codes,
          validHttpVersions: keys.valid_http_versions,
          failIfSsl: keys.fail_if_ssl,
          failIfNotSsl: keys.fail_if_not_ssl,
          method: keys.method ?? 'GET',
          headers: Object.fromEntries(keys.headers),
          failIfBodyMatches: keys.fail_if_body_matches_regexp,
          failIfBodyNotMatches: keys.fail_if_body_not_matches_regexp,
          jsonRules: {
            failIfMatches: keys.fail_if_body_json_matches_cel,
            failIfNotMatches: keys.fail_if_body_json_not_matches_cel,
          },
          failIfHeaderMatches: keys.fail_if_header_matches,
          failIfHeaderNotMatches: keys.fail_if_header_not_matches,
          body: keys.body ?? '',
          bodyFile: keys.body_file ?? '',
          compression: keys.compression,
          bodySizeLimitBytes: keys.body_size_limit,
          checkRevoked: keys.check_revoked,
        }),
      ),
  ),
  warnOfMistakes,
);
