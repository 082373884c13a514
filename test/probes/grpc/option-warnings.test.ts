import { expect, test } from 'vitest';
import { warningsOf } from '../../helpers/config-warnings.ts';

test.each([
  ['what can be sent', '{metadata: {x-key: [a], x-bin: ["\\0"], TE: []}}', []],
  [
    'a key in upper case',
    '{metadata: {Authorization: [a]}}',
    [
      'metadata.Authorization: fails every probe: the metadata key "Authorization" has characters besides a-z, 0-9, "-", "_" and "."',
    ],
  ],
  [
    'a value that is not ASCII',
    '{metadata: {x: [ä]}}',
    [
      'metadata.x: fails every probe: a value of the metadata key "x" is not printable ASCII; "-bin" keys take bytes',
    ],
  ],
  ['TLS that is off', '{tls_config: {server_name: a}}', ['tls_config: has no effect without tls: true']],
  ['TLS that is on', '{tls: true, tls_config: {server_name: a}}', []],
  [
    'a family that is none',
    '{preferred_ip_protocol: ipv4}',
    ['preferred_ip_protocol: counts as ip4: it is neither ip4 nor ip6'],
  ],
])('loads with %s, and a warning for what will not work', (_name, block, warnings) => {
  expect(warningsOf('grpc', block)).toEqual(warnings);
});
