import { expect, test } from 'vitest';
import { type TcpOptions, tcpOptions } from '../../../probes/tcp/options.ts';
import { yamlValue } from '../../helpers/yaml-value.ts';

function optionsOf(block: string): TcpOptions {
  return tcpOptions.parse(yamlValue(block));
}

test('are the defaults of the reference when the block is left out', () => {
  expect(tcpOptions.parse(undefined)).toEqual({
    preferredIpProtocol: '',
    ipProtocolFallback: true,
    sourceIpAddress: '',
    queryResponse: [],
    tls: false,
    tlsOptions: { serverName: '', insecureSkipVerify: false },
    checkRevoked: false,
  });
});

test('hold every key of the block under its own name', () => {
  const { queryResponse, ...options } = optionsOf(`
      preferred_ip_protocol: ip6
      ip_protocol_fallback: false
      source_ip_address: "::1"
      tls: true
      tls_config:
        ca_file: /ca
        cert: pem
        key_ref: vault
        server_name: db
        insecure_skip_verify: true
        min_version: TLS10
        max_version: TLS13
      check_revoked: true
      query_response:
        - expect: ^SSH-(.*)
          labels: [{name: version, value: $1}, {}]
        - send: !!binary AAAACATSFi8=
        - expect_bytes: S
          starttls: true`);
  expect(options).toEqual({
    preferredIpProtocol: 'ip6',
    ipProtocolFallback: false,
    sourceIpAddress: '::1',
    tls: true,
    tlsOptions: {
      ca: { kind: 'file', path: '/ca' },
      cert: { kind: 'inline', text: 'pem' },
      key: { kind: 'ref', name: 'vault' },
      serverName: 'db',
      insecureSkipVerify: true,
      minVersion: 'TLS10',
      maxVersion: 'TLS13',
    },
    checkRevoked: true,
  });
  expect(queryResponse.map(({ expect, ...step }) => ({ ...step, expect: expect?.source }))).toEqual([
    {
      expect: '^SSH-(.*)',
      expectBytes: '',
      labels: [
        { name: 'version', value: '$1' },
        { name: '', value: '' },
      ],
      send: '',
      startTls: false,
    },
    { expectBytes: '', send: '\0\0\0\u{8}\u{4}\udcd2\u{16}/', startTls: false },
    { expectBytes: 'S', send: '', startTls: true },
  ]);
});

test('keep an inline key secret', () => {
  const { key } = optionsOf('{tls_config: {cert: a, key: hunter2}}').tlsOptions;
  expect(JSON.stringify(key)).toBe('{"kind":"inline","text":"<secret>"}');
});
