import { expect, test } from 'vitest';
import { type TlsProbeOptions, tlsProbeOptions } from '../../../probes/tls/options.ts';
import { tlsProbeOptionsWith } from '../../helpers/tls-options.ts';
import { yamlValue } from '../../helpers/yaml-value.ts';

function optionsOf(block: string): TlsProbeOptions {
  return tlsProbeOptions.parse(yamlValue(block));
}

test('demand nothing when the block is left out', () => {
  expect(tlsProbeOptions.parse(undefined)).toEqual(tlsProbeOptionsWith());
});

test('hold every key of the block under its own name', () => {
  const { demands, ...options } = optionsOf(`
      preferred_ip_protocol: ip4
      ip_protocol_fallback: false
      source_ip_address: 192.0.2.7
      server_name: a.example
      starttls: smtp
      alpn: [h2, http/1.1]
      tls_config:
        ca_file: /ca
        insecure_skip_verify: true
        min_version: TLS10
      min_validity: 336h
      min_version: TLS12
      allowed_issuers: ["O=Let's Encrypt", ^CN=R1]
      pinned_sha256:
        - ${'AB:'.repeat(31)}cd
        - sha256/${'a'.repeat(43)}=
      require_ocsp_staple: true
      check_revoked: true
      fail_if_revoked: true`);
  expect(options).toEqual({
    preferredIpProtocol: 'ip4',
    ipProtocolFallback: false,
    sourceIpAddress: '192.0.2.7',
    startTls: 'smtp',
    alpn: ['h2', 'http/1.1'],
    tlsOptions: {
      ca: { kind: 'file', path: '/ca' },
      serverName: 'a.example',
      insecureSkipVerify: true,
      minVersion: 'TLS10',
    },
    checkRevoked: true,
  });
  expect({ ...demands, allowedIssuers: demands.allowedIssuers.map(({ source }) => source) }).toEqual({
    minValidityMs: 336 * 3_600_000,
    minVersion: 'TLS12',
    allowedIssuers: ["O=Let's Encrypt", '^CN=R1'],
    pins: [
      { kind: 'certificate', sha256Hex: `${'ab'.repeat(31)}cd` },
      { kind: 'public key', sha256Base64: `${'a'.repeat(43)}=` },
    ],
    requireOcspStaple: true,
    failIfRevoked: true,
  });
});

test('take the server name of tls_config, as other probers do', () => {
  expect(optionsOf('{tls_config: {server_name: b.example}}').tlsOptions.serverName).toBe('b.example');
});

test.each([
  [
    'two server names',
    '{server_name: a, tls_config: {server_name: b}}',
    'server_name is set in tls and in tls.tls_config; remove one of them',
  ],
  [
    'an unknown protocol',
    '{starttls: nntp}',
    'must be one of smtp, imap, pop3, ftp, ldap, postgres, mysql, xmpp, not "nntp"',
  ],
  ['a negative validity', '{min_validity: -1h}', 'must not be negative'],
  [
    'a validity in days',
    '{min_validity: 14d}',
    'must be a duration with its unit, such as 5s, 1m30s or 500ms, not "14d"',
  ],
  ['an unknown version', '{min_version: SSL3}', 'must be one of TLS10, TLS11, TLS12, TLS13, not "SSL3"'],
  ['an empty protocol name', '{alpn: [""]}', 'must have 1 to 255 bytes'],
  ['too long a protocol name', `{alpn: [${'é'.repeat(128)}]}`, 'must have 1 to 255 bytes'],
  [
    'a pin of another kind',
    '{pinned_sha256: [abc]}',
    'must be the SHA-256 of a certificate in hexadecimal digits, or sha256/ and that of a public key in base64, not "abc"',
  ],
])('refuse %s', (_, block, message) => {
  const { error } = tlsProbeOptions.safeParse(yamlValue(block));
  expect(error?.issues.map((issue) => issue.message)).toEqual([message]);
});
