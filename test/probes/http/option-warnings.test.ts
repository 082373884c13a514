import { describe, expect, test } from 'vitest';
import { httpProber } from '../../../probes/http/prober.ts';
import { warningsOf } from '../../helpers/config-warnings.ts';
import { testContext } from '../../helpers/context.ts';
import { httpOptionsOf } from '../../helpers/http-options.ts';
import { reply, response, startHttpServer } from '../../helpers/http-server.ts';

const failing = [
  ['a method that is no token', '{method: "GET /"}', 'method: fails every probe: it is no HTTP method'],
  [
    'an unknown compression',
    '{compression: zstd}',
    'compression: fails every probe: it is none of gzip, br, deflate, identity',
  ],
  [
    'a version that no response has',
    '{valid_http_versions: [HTTP/2]}',
    'valid_http_versions: fails every probe: "HTTP/2" is none of HTTP/1.0, HTTP/1.1, HTTP/2.0',
  ],
  [
    'a version that is switched off',
    '{valid_http_versions: [HTTP/2.0], enable_http2: false}',
    'valid_http_versions: fails every probe: "HTTP/2.0" is none of HTTP/1.0, HTTP/1.1',
  ],
  [
    'TLS both wanted and not',
    '{fail_if_ssl: true, fail_if_not_ssl: true}',
    'fail_if_not_ssl: fails every probe: fail_if_ssl is set as well',
  ],
  [
    'a source that is no address',
    '{source_ip_address: eth0}',
    'source_ip_address: fails every probe: it is no IP address',
  ],
  [
    'a source with a zone',
    '{source_ip_address: fe80::1%eth0}',
    'source_ip_address: fails every probe: it is no IP address',
  ],
  [
    'a source of the family that is not probed',
    '{source_ip_address: "::1", preferred_ip_protocol: ip4, ip_protocol_fallback: false}',
    'source_ip_address: fails every probe: only IPv4 addresses are probed',
  ],
  [
    'the name of a header that is no token',
    '{headers: {"X Y": a}}',
    'headers["X Y"]: fails every probe: the name of the header is no token',
  ],
  [
    'a header of two lines',
    '{headers: {X: "a\\nb"}}',
    'headers.X: fails every probe: the value of the header holds a control character',
  ],
  [
    'a further header of two lines',
    '{http_headers: {X: {values: [a], secrets: ["b\\nc"]}}}',
    'http_headers.X: fails every probe: the value of the header holds a control character',
  ],
  [
    'a proxy of an unknown scheme',
    '{proxy_url: "ftp://h"}',
    'proxy_url: fails every probe that is to use it: the URL of the proxy must begin with http, https, socks5 or socks5h',
  ],
  [
    'a password in a store',
    '{basic_auth: {username: u, password_ref: p}}',
    'basic_auth.password_ref: fails every probe that needs it: there is no secret store to look it up in',
  ],
  [
    'a user in a store',
    '{basic_auth: {username_ref: u}}',
    'basic_auth.username_ref: fails every probe that needs it: there is no secret store to look it up in',
  ],
  [
    'credentials in a store',
    '{authorization: {credentials_ref: c}}',
    'authorization.credentials_ref: fails every probe that needs it: there is no secret store to look it up in',
  ],
  [
    'authorities in a store',
    '{tls_config: {ca_ref: c}}',
    'tls_config.ca_ref: fails every probe that needs it: there is no secret store to look it up in',
  ],
  [
    'a token endpoint that is no URL',
    '{oauth2: {client_id: i, token_url: "h/token"}}',
    'oauth2.token_url: fails every probe: it is no URL that begins with http:// or https://',
  ],
  [
    'a signed grant without a key',
    '{oauth2: {client_id: i, token_url: "http://h", grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer"}}',
    'oauth2.grant_type: fails every probe: it needs client_certificate_key or client_certificate_key_file',
  ],
  [
    'the proxy of a token endpoint',
    '{oauth2: {client_id: i, token_url: "http://h", proxy_url: "ftp://h"}}',
    'oauth2.proxy_url: fails every probe that is to use it: the URL of the proxy must begin with http, https, socks5 or socks5h',
  ],
  [
    'a client secret in a store',
    '{oauth2: {client_id: i, token_url: "http://h", client_secret_ref: s}}',
    'oauth2.client_secret_ref: fails every probe that needs it: there is no secret store to look it up in',
  ],
] as const;

describe('what fails every probe', () => {
  test.each(failing)('is warned of: %s', (_name, block, warning) => {
    expect(warningsOf('http', block)).toEqual([warning]);
  });

  test.each(failing)('does fail: %s', async (_name, block) => {
    await using server = await startHttpServer(reply(response(200, '')));
    using context = testContext();
    const target = { text: `http://127.0.0.1:${server.port}/` };
    const { ok } = await httpProber.probe(target, httpOptionsOf(block), context);
    expect(ok).toBe(false);
  });
});

test.each([
  ['a method in lower case', '{method: get}', []],
  ['codings in any case', '{compression: GZip}', []],
  [
    'one version of several',
    '{valid_http_versions: [HTTP/1.1, HTTP/2]}',
    ['valid_http_versions: has no effect in part: "HTTP/2" is none of HTTP/1.0, HTTP/1.1, HTTP/2.0'],
  ],
  [
    'a family that is none',
    '{preferred_ip_protocol: IPv6}',
    ['preferred_ip_protocol: counts as ip4: it is neither ip4 nor ip6'],
  ],
  [
    'TLS without a version',
    '{tls_config: {min_version: TLS13, max_version: TLS12}}',
    [
      'tls_config.min_version: fails every probe that uses TLS: min_version, which is TLS12 if unset, is above max_version',
    ],
  ],
  [
    'TLS below the lowest version by default',
    '{tls_config: {max_version: TLS11}}',
    [
      'tls_config.max_version: fails every probe that uses TLS: min_version, which is TLS12 if unset, is above max_version',
    ],
  ],
  [
    'nothing to skip the lookup for',
    '{skip_resolve_phase_with_proxy: true}',
    ['skip_resolve_phase_with_proxy: has no effect without proxy_url or proxy_from_environment'],
  ],
  ['a proxy to skip the lookup for', '{skip_resolve_phase_with_proxy: true, proxy_url: "http://h"}', []],
  [
    'an unknown grant',
    '{oauth2: {client_id: i, token_url: "http://h", grant_type: password}}',
    [
      'oauth2.grant_type: counts as client_credentials: no other but urn:ietf:params:oauth:grant-type:jwt-bearer is known',
    ],
  ],
])('other surprises are told: %s', (_name, block, warnings) => {
  expect(warningsOf('http', block)).toEqual(warnings);
});
