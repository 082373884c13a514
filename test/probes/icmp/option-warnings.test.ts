import { expect, test } from 'vitest';
import { warningsOf } from '../../helpers/config-warnings.ts';

test.each([
  ['the largest payload', '{payload_size: 65527}', []],
  [
    'a payload that is too large',
    '{payload_size: 65528}',
    ['payload_size: fails every probe: no packet carries more than 65527 bytes'],
  ],
  ['a negative payload', '{payload_size: -1}', ['payload_size: fails every probe: it is negative']],
  [
    'a source that is no address',
    '{source_ip_address: eth0}',
    ['source_ip_address: fails every probe: it is no IP address'],
  ],
  [
    'a source of the family that is not probed',
    '{source_ip_address: 127.0.0.1, ip_protocol_fallback: false}',
    ['source_ip_address: fails every probe: only IPv6 addresses are probed'],
  ],
])('loads with %s, and a warning for what will not work', (_name, block, warnings) => {
  expect(warningsOf('icmp', block)).toEqual(warnings);
});
