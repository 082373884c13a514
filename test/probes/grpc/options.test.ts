import { expect, test } from 'vitest';
import { grpcOptions } from '../../../probes/grpc/options.ts';
import { grpcOptionsOf } from '../../helpers/grpc-options.ts';

const defaults = {
  preferredIpProtocol: '',
  ipProtocolFallback: true,
  service: '',
  tls: false,
  tlsOptions: { serverName: '', insecureSkipVerify: false },
  checkRevoked: false,
  metadata: new Map(),
};

test('are the defaults of the reference when the block is empty', () => {
  expect(grpcOptionsOf('{}')).toEqual(defaults);
});

test.each([undefined, null])('allow no other address family when the block is %s', (block) => {
  expect(grpcOptions.parse(block)).toEqual({ ...defaults, ipProtocolFallback: false });
});

test('hold every key of the block under its own name', () => {
  const block = `{preferred_ip_protocol: ip4, ip_protocol_fallback: false, service: shop.Cart, tls: true,
                  tls_config: {server_name: shop}, check_revoked: true, metadata: {X-Key: [a, 5], other: null}}`;
  expect(grpcOptionsOf(block)).toEqual({
    preferredIpProtocol: 'ip4',
    ipProtocolFallback: false,
    service: 'shop.Cart',
    tls: true,
    tlsOptions: { serverName: 'shop', insecureSkipVerify: false },
    checkRevoked: true,
    metadata: new Map([
      ['X-Key', ['a', '5']],
      ['other', []],
    ]),
  });
});

test.each([
  ['a value that is no list', '{metadata: {key: value}}', /must be a list/u],
  ['a source address', '{source_ip_address: 127.0.0.1}', /unknown key/u],
])('refuse %s', (...[, block, message]) => {
  expect(() => grpcOptionsOf(block)).toThrow(message);
});
