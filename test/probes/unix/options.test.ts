import { expect, test } from 'vitest';
import { unixOptions } from '../../../probes/unix/options.ts';
import { unixOptionsOf } from '../../helpers/unix-options.ts';
import { yamlValue } from '../../helpers/yaml-value.ts';

test('are the defaults of the reference when the block is left out', () => {
  expect(unixOptions.parse(undefined)).toEqual({
    queryResponse: [],
    tls: false,
    tlsOptions: { serverName: '', insecureSkipVerify: false },
    checkRevoked: false,
  });
});

test('hold every key of the block under its own name', () => {
  const block =
    '{tls: yes, tls_config: {server_name: db}, check_revoked: yes, query_response: [{send: PING}]}';
  expect(unixOptionsOf(block)).toEqual({
    queryResponse: [{ expectBytes: '', send: 'PING', startTls: false }],
    tls: true,
    tlsOptions: { serverName: 'db', insecureSkipVerify: false },
    checkRevoked: true,
  });
});

test.each(['preferred_ip_protocol: ip4', 'ip_protocol_fallback: true', 'source_ip_address: 127.0.0.1'])(
  'do not know the key of addresses in {%s}',
  (entry) => {
    const [issue] = unixOptions.safeParse(yamlValue(`{${entry}}`)).error?.issues ?? [];
    expect(issue?.message).toMatch(/^unknown key/u);
  },
);
