import { expect, test } from 'vitest';
import { icmpOptions } from '../../../probes/icmp/options.ts';
import { icmpOptionsWith } from '../../helpers/icmp-options.ts';
import { yamlValue } from '../../helpers/yaml-value.ts';

test('are the defaults of the reference when the block is left out', () => {
  expect(icmpOptions.parse(undefined)).toEqual(icmpOptionsWith());
});

test('hold every key of the block under its own name', () => {
  const block = `
      preferred_ip_protocol: ip4
      ip_protocol_fallback: false
      source_ip_address: 192.0.2.1
      payload_size: 1400
      dont_fragment: true
      ttl: 5
      count: 10
      interval: 50ms
      max_loss: 0.25`;
  expect(icmpOptions.parse(yamlValue(block))).toEqual({
    preferredIpProtocol: 'ip4',
    ipProtocolFallback: false,
    sourceIpAddress: '192.0.2.1',
    payloadSizeBytes: 1400,
    dontFragment: true,
    ttl: 5,
    count: 10,
    intervalMs: 50,
    maxLoss: 0.25,
  });
});

test.each([
  { block: '{ttl: 0}', changes: { ttl: 0 } },
  { block: '{ttl: 255}', changes: { ttl: 255 } },
  { block: '{ttl: null}', changes: { ttl: 64 } },
  { block: '{payload_size: -1}', changes: { payloadSizeBytes: -1 } },
  { block: '{count: 1000}', changes: { count: 1000 } },
  { block: '{interval: 1ms}', changes: { intervalMs: 1 } },
  { block: '{max_loss: 0}', changes: { maxLoss: 0 } },
  { block: '{max_loss: .5}', changes: { maxLoss: 0.5 } },
])('take $block', ({ block, changes }) => {
  expect(icmpOptions.parse(yamlValue(block))).toEqual(icmpOptionsWith(changes));
});

test.each([
  { block: '{ttl: -1}', message: 'must be from 0 to 255, not -1' },
  { block: '{ttl: 256}', message: 'must be from 0 to 255, not 256' },
  { block: '{count: 0}', message: 'must be from 1 to 1000, not 0' },
  { block: '{count: 1001}', message: 'must be from 1 to 1000, not 1001' },
  { block: '{interval: 999us}', message: 'must be 1ms or more' },
  { block: '{max_loss: 1}', message: 'must be a ratio from 0 to below 1, not "1"' },
  { block: '{max_loss: -0.1}', message: 'must be a ratio from 0 to below 1, not "-0.1"' },
  { block: '{max_loss: 20%}', message: 'must be a ratio from 0 to below 1, not "20%"' },
])('refuse $block', ({ block, message }) => {
  const result = icmpOptions.safeParse(yamlValue(block));
  expect(result.error?.issues.map((issue) => issue.message)).toEqual([message]);
});
