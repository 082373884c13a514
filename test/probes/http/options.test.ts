import { expect, test } from 'vitest';
import { type HttpOptions, httpOptions } from '../../../probes/http/options.ts';
import { Secret } from '../../../probes/secret.ts';
import { yamlValue } from '../../helpers/yaml-value.ts';

function optionsOf(block: string): HttpOptions {
  return httpOptions.parse(yamlValue(block));
}

test('are the defaults of the reference when the block is empty', () => {
  expect(optionsOf('~')).toEqual(optionsOf('{}'));
  expect(httpOptions.parse(undefined)).toEqual(optionsOf('{}'));
  expect(optionsOf('{}')).toEqual({
    preferredIpProtocol: '',
    ipProtocolFallback: true,
    sourceIpAddress: '',
    proxyOptions: { source: { kind: 'none' }, connectHeaders: [] },
    skipResolvePhaseWithProxy: false,
    tlsOptions: { serverName: '', insecureSkipVerify: false },
    followRedirects: true,
    enableHttp2: true,
    httpHeaders: [],
    validStatusCodes: [],
    validHttpVersions: [],
    failIfSsl: false,
    failIfNotSsl: false,
    method: 'GET',
    headers: {},
    failIfBodyMatches: [],
    failIfBodyNotMatches: [],
    jsonRules: {},
    failIfHeaderMatches: [],
    failIfHeaderNotMatches: [],
    body: '',
    bodyFile: '',
    compression: '',
    bodySizeLimitBytes: 0,
    checkRevoked: false,
  });
});

test('hold every key of the block under its own name', () => {
  const options = optionsOf(`
      preferred_ip_protocol: ip4
      ip_protocol_fallback: no
      source_ip_address: 192.0.2.1
      follow_redirects: false
      enable_http2: false
      proxy_from_environment: true
      skip_resolve_phase_with_proxy: true
      http_headers: {X-Key: {values: [a, ~, b], secrets: [c], files: [d]}, X-None: ~}
      valid_status_codes: [200, 0x190, ~, 3xx, "500-599"]
      valid_http_versions: [HTTP/1.1]
      fail_if_ssl: true
      fail_if_not_ssl: true
      method: POST
      headers: {Host: example.org, Accept: ~}
      fail_if_body_matches_regexp: [a]
      fail_if_body_not_matches_regexp: [b, c]
      fail_if_body_json_matches_cel: body.a
      fail_if_body_json_not_matches_cel: body.b
      fail_if_header_matches: [{header: X-A, regexp: d, allow_missing: true}]
      fail_if_header_not_matches: [{header: X-B, regexp: e}]
      body: hello
      compression: gzip
      body_size_limit: 1KB
      check_revoked: true`);
  expect({
    ...options,
    failIfBodyMatches: options.failIfBodyMatches.map(({ source }) => source),
    failIfBodyNotMatches: options.failIfBodyNotMatches.map(({ source }) => source),
    jsonRules: [options.jsonRules.failIfMatches?.source, options.jsonRules.failIfNotMatches?.source],
    failIfHeaderMatches: options.failIfHeaderMatches.map((rule) => ({ ...rule, regexp: rule.regexp.source })),
    failIfHeaderNotMatches: options.failIfHeaderNotMatches.map((rule) => ({
      ...rule,
      regexp: rule.regexp.source,
    })),
    httpHeaders: options.httpHeaders.map((header) => ({
      ...header,
      secrets: header.secrets.map((secret) => secret.reveal()),
    })),
  }).toEqual({
    preferredIpProtocol: 'ip4',
    ipProtocolFallback: false,
    sourceIpAddress: '192.0.2.1',
    proxyOptions: { source: { kind: 'environment' }, connectHeaders: [] },
    skipResolvePhaseWithProxy: true,
    tlsOptions: { serverName: '', insecureSkipVerify: false },
    followRedirects: false,
    enableHttp2: false,
    httpHeaders: [
      { name: 'X-Key', values: ['a', 'b'], secrets: ['c'], files: ['d'] },
      { name: 'X-None', values: [], secrets: [], files: [] },
    ],
    validStatusCodes: [
      { from: 200, to: 200 },
      { from: 400, to: 400 },
      { from: 300, to: 399 },
      { from: 500, to: 599 },
    ],
    validHttpVersions: ['HTTP/1.1'],
    failIfSsl: true,
    failIfNotSsl: true,
    method: 'POST',
    headers: { Host: 'example.org', Accept: '' },
    failIfBodyMatches: ['a'],
    failIfBodyNotMatches: ['b', 'c'],
    jsonRules: ['body.a', 'body.b'],
    failIfHeaderMatches: [{ header: 'X-A', regexp: 'd', allowMissing: true }],
    failIfHeaderNotMatches: [{ header: 'X-B', regexp: 'e', allowMissing: false }],
    body: 'hello',
    bodyFile: '',
    compression: 'gzip',
    bodySizeLimitBytes: 1024,
    checkRevoked: true,
  });
});

test.each([
  ['no_follow_redirects over follow_redirects', '{no_follow_redirects: true, follow_redirects: true}', false],
  ['the opposite of no_follow_redirects', '{no_follow_redirects: false, follow_redirects: false}', true],
  ['follow_redirects beside a null', '{no_follow_redirects: ~, follow_redirects: false}', false],
])('follow redirects by %s', (_, block, followRedirects) => {
  expect(optionsOf(block).followRedirects).toBe(followRedirects);
});

test.each([
  ['no credentials at all', '{}', undefined],
  [
    'empty credentials',
    '{basic_auth: {}}',
    { kind: 'basic', username: { kind: 'inline', text: '' }, password: '<inline >' },
  ],
  [
    'a user and a password file',
    '{basic_auth: {username: u, password_file: /p}}',
    { kind: 'basic', username: { kind: 'inline', text: 'u' }, password: { kind: 'file', path: '/p' } },
  ],
  [
    'references',
    '{basic_auth: {username_ref: u, password_ref: p}}',
    { kind: 'basic', username: { kind: 'ref', name: 'u' }, password: { kind: 'ref', name: 'p' } },
  ],
  [
    'credentials of the type Bearer',
    '{authorization: {credentials: t}}',
    { kind: 'authorization', type: 'Bearer', credentials: '<inline t>' },
  ],
  [
    'credentials of a type with blanks around it',
    '{authorization: {type: " ApiKey ", credentials_file: /c}}',
    { kind: 'authorization', type: 'ApiKey', credentials: { kind: 'file', path: '/c' } },
  ],
  [
    'a bearer token',
    '{bearer_token: t}',
    { kind: 'authorization', type: 'Bearer', credentials: '<inline t>' },
  ],
  [
    'a bearer token in a file',
    '{bearer_token_file: /t}',
    { kind: 'authorization', type: 'Bearer', credentials: { kind: 'file', path: '/t' } },
  ],
])('authenticate with %s', (_, block, auth) => {
  expect(revealed(optionsOf(block).auth)).toEqual(auth);
});

/** The value with its inline secrets as `<inline …>`. */
function revealed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('text' in value && value.text instanceof Secret) return `<inline ${value.text.reveal()}>`;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, revealed(part)]));
}
