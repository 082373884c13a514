import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseWebConfig, readWebConfig, type WebConfigReading } from '../../src/config/web-config.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const hash = '$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi';
const identity = 'cert_file: c.pem, key_file: k.pem';

function parse(text: string): WebConfigReading {
  return parseWebConfig(text, '/etc/vantage/web.yml');
}

function usable(text: string) {
  const reading = parse(text);
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  return reading.config;
}

function tls(keys: string) {
  return usable(`tls_server_config: { ${identity}, ${keys} }`).tls;
}

const nothing = { tls: undefined, http2: true, headers: new Map(), users: new Map(), rateLimit: undefined };

test.each([
  { name: 'an empty file', text: '' },
  { name: 'a comment', text: '# nothing yet\n\n   # nor here\n' },
  { name: 'null', text: 'null\n' },
  { name: 'an empty mapping', text: '{}' },
  { name: 'empty blocks', text: 'tls_server_config:\nhttp_server_config: {}\nbasic_auth_users: {}\n' },
  { name: 'TLS without a certificate', text: 'tls_server_config: { min_version: TLS13 }' },
  { name: 'a rate limit of 0', text: 'rate_limit: { interval: 0, burst: 0 }' },
])('$name asks for nothing', ({ text }) => {
  expect(usable(text)).toEqual(nothing);
});

test('reads every block', () => {
  const config = usable(`
tls_server_config:
  cert_file: tls/server.pem
  key_file: /keys/server.pem
http_server_config:
  http2: false
  headers:
    Strict-Transport-Security: max-age=31536000
    X-Content-Type-Options: nosniff
    X-Frame-Options: sameorigin
    X-XSS-Protection: ''
    Content-Security-Policy:
basic_auth_users:
  prometheus: ${hash}
rate_limit:
  interval: 1m30s
  burst: 5
`);
  expect(config).toMatchObject({
    tls: {
      cert: { kind: 'file', path: '/etc/vantage/tls/server.pem' },
      key: { kind: 'file', path: '/keys/server.pem' },
      clientAuth: 'none',
      clientAllowedSans: [],
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      ciphers: [],
      curves: [],
      preferServerCiphers: true,
    },
    http2: false,
    rateLimit: { intervalMs: 90_000, burst: 5 },
  });
  expect([...config.headers]).toEqual([
    ['Strict-Transport-Security', 'max-age=31536000'],
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'sameorigin'],
    ['X-XSS-Protection', ''],
  ]);
  expect(config.users.get('prometheus')?.reveal()).toBe(hash);
  expect(JSON.stringify([...config.users])).not.toContain(hash);
});

test('takes certificate, key and CA written inline', () => {
  const config = usable(
    'tls_server_config: { cert: C, key: K, client_ca: A, client_auth_type: RequireAndVerifyClientCert }',
  );
  const { cert, key, clientCa } = config.tls ?? {};
  const inline = [cert, key, clientCa].map((source) => source?.kind === 'inline' && source.text.reveal());
  expect(inline).toEqual(['C', 'K', 'A']);
});

test.each([
  { word: '""', clientAuth: 'none' },
  { word: 'NoClientCert', clientAuth: 'none' },
  { word: 'RequestClientCert', clientAuth: 'request' },
  { word: 'RequireAnyClientCert', clientAuth: 'require' },
  { word: 'RequireClientCert', clientAuth: 'require' },
  { word: 'VerifyClientCertIfGiven', clientAuth: 'verify-if-given' },
  { word: 'RequireAndVerifyClientCert', clientAuth: 'require-and-verify' },
])('client_auth_type $word is $clientAuth', ({ word, clientAuth }) => {
  expect(tls(`client_auth_type: ${word}`)).toMatchObject({ clientAuth });
});

test("knows Go's names of suites, curves and versions", () => {
  expect(
    tls(
      'min_version: TLS10, max_version: TLS12, prefer_server_cipher_suites: false, ' +
        'cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256], ' +
        'curve_preferences: [CurveP521, CurveP384, CurveP256, X25519]',
    ),
  ).toMatchObject({
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.2',
    preferServerCiphers: false,
    ciphers: ['ECDHE-RSA-AES128-GCM-SHA256', 'TLS_AES_128_GCM_SHA256'],
    curves: ['P-521', 'P-384', 'P-256', 'X25519'],
  });
});

const tlsPath = 'tls_server_config';
const headersPath = 'http_server_config.headers';

describe('refuses', () => {
  test.each([
    { name: 'an unknown block', text: 'tls_config: {}', at: [1, 1, 'tls_config'], says: 'unknown key' },
    {
      name: 'an unknown key and says which was meant',
      text: `tls_server_config: { ${identity}, min_versoin: TLS12 }`,
      at: [1, 57, `${tlsPath}.min_versoin`],
      says: 'did you mean "min_version"?',
    },
    { name: 'a list for a file', text: '[]', at: [1, 1, ''], says: 'must be a mapping' },
    {
      name: 'a certificate without a key',
      text: 'tls_server_config: { cert_file: c.pem }',
      at: [1, 33, `${tlsPath}.cert_file`],
      says: 'the certificate needs its key',
    },
    {
      name: 'a key without a certificate',
      text: 'tls_server_config: { key: K }',
      at: [1, 27, `${tlsPath}.key`],
      says: 'the key needs its certificate',
    },
    {
      name: 'client authentication without a certificate',
      text: 'tls_server_config: { client_auth_type: NoClientCert }',
      at: [1, 40, `${tlsPath}.client_auth_type`],
      says: 'TLS needs a certificate',
    },
    {
      name: 'two certificates',
      text: 'tls_server_config: { cert: C, cert_file: c.pem, key: K }',
      at: [1, 42, `${tlsPath}.cert_file`],
      says: 'only one of cert, cert_file',
    },
    {
      name: 'a CA without client authentication',
      text: `tls_server_config: { ${identity}, client_ca_file: a.pem }`,
      at: [1, 73, `${tlsPath}.client_ca_file`],
      says: 'needs a client_auth_type',
    },
    {
      name: 'a CA with an authentication type that asks for nothing',
      text: `tls_server_config: { ${identity}, client_ca_file: a.pem, client_auth_type: NoClientCert }`,
      at: [1, 98, `${tlsPath}.client_auth_type`],
      says: 'needs a client_auth_type',
    },
    {
      name: 'names of clients without client authentication',
      text: `tls_server_config: { ${identity}, client_allowed_sans: [a] }`,
      at: [1, 78, `${tlsPath}.client_allowed_sans`],
      says: 'needs a client_auth_type',
    },
    {
      name: 'an unknown authentication type',
      text: `tls_server_config: { ${identity}, client_auth_type: Maybe }`,
      at: [1, 75, `${tlsPath}.client_auth_type`],
      says: '"Maybe"',
    },
    {
      name: 'an unknown version',
      text: `tls_server_config: { ${identity}, min_version: TLS14 }`,
      at: [1, 70, `${tlsPath}.min_version`],
      says: 'use one of TLS10, TLS11, TLS12, TLS13',
    },
    {
      name: 'versions the wrong way round',
      text: `tls_server_config: { ${identity}, min_version: TLS13, max_version: TLS12 }`,
      at: [1, 90, `${tlsPath}.max_version`],
      says: 'below min_version',
    },
    {
      name: 'an insecure cipher suite',
      text: `tls_server_config: { ${identity}, cipher_suites: [TLS_RSA_WITH_RC4_128_SHA] }`,
      at: [1, 73, `${tlsPath}.cipher_suites[0]`],
      says: 'is not a secure cipher suite',
    },
    {
      name: "OpenSSL's name of a curve",
      text: `tls_server_config: { ${identity}, curve_preferences: [P-256] }`,
      at: [1, 77, `${tlsPath}.curve_preferences[0]`],
      says: 'is not a curve',
    },
    {
      name: 'a header that may not be set',
      text: 'http_server_config: { headers: { Server: x } }',
      at: [1, 34, `${headersPath}.Server`],
      says: 'unknown key',
    },
    {
      name: 'a header in other letters',
      text: 'http_server_config: { headers: { x-frame-options: deny } }',
      at: [1, 34, `${headersPath}.x-frame-options`],
      says: 'did you mean "X-Frame-Options"?',
    },
    {
      name: 'another value of a header that has few',
      text: 'http_server_config: { headers: { X-Frame-Options: DENY } }',
      at: [1, 51, `${headersPath}.X-Frame-Options`],
      says: 'must be deny or sameorigin, not "DENY"',
    },
    {
      name: 'a header with a line break',
      text: 'http_server_config: { headers: { Content-Security-Policy: "a\\nb" } }',
      at: [1, 59, `${headersPath}.Content-Security-Policy`],
      says: 'characters that no header may have',
    },
    {
      name: 'a password in clear text, without repeating it',
      text: 'basic_auth_users: { me: hunter2 }',
      at: [1, 25, 'basic_auth_users.me'],
      says: 'must be a bcrypt hash such as htpasswd -nB prints, beginning with $2a$, $2b$ or $2y$',
    },
    {
      name: 'a user without a hash',
      text: 'basic_auth_users: { me: }',
      at: [1, 25, 'basic_auth_users.me'],
      says: 'must be a bcrypt hash',
    },
    {
      name: 'a bcrypt cost that does not exist',
      text: `basic_auth_users: { me: ${hash.replace('$10$', '$03$')} }`,
      at: [1, 25, 'basic_auth_users.me'],
      says: 'cost 3; 4 to 31',
    },
    {
      name: 'an interval without a unit',
      text: 'rate_limit: { interval: 5, burst: 1 }',
      at: [1, 25, 'rate_limit.interval'],
      says: 'must be a duration with its unit',
    },
    {
      name: 'a rate limit that lets nothing pass',
      text: 'rate_limit: { interval: 1s }',
      at: [1, 1, 'rate_limit.burst'],
      says: 'every request is refused',
    },
  ])('$name', ({ text, at, says }) => {
    const reading = parse(text);
    expect(reading.ok ? [] : reading.issues.map(({ line, column, path }) => [line, column, path])).toEqual([
      at,
    ]);
    expect(reading.ok ? '' : reading.issues[0]?.message).toContain(says);
  });
});

test('reports every mistake at once', () => {
  const reading = parse(
    'rate_limit: { brust: 1 }\nbasic_auth_users: { me: x }\nhttp_server_config: { http2: 3 }\n',
  );
  expect(reading.ok ? [] : reading.issues.map(({ line, path }) => [line, path])).toEqual([
    [1, 'rate_limit.brust'],
    [2, 'basic_auth_users.me'],
    [3, 'http_server_config.http2'],
  ]);
});

test('reads the file at a path, and says when there is none', async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'web.yml');
  expect(await readWebConfig(path)).toEqual({
    ok: false,
    issues: [{ file: path, path: '', message: 'cannot read the configuration file: it does not exist' }],
  });
  writeFileSync(path, `tls_server_config: { ${identity} }`);
  const reading = await readWebConfig(path);
  expect(reading.ok && reading.config.tls?.cert).toEqual({
    kind: 'file',
    path: join(directory.path, 'c.pem'),
  });
});
