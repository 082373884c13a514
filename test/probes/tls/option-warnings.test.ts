import { expect, test } from 'vitest';
import { warningsOf } from '../../helpers/config-warnings.ts';

test.each([
  ['the versions that are offered', '{min_version: TLS12, tls_config: {max_version: TLS12}}', []],
  [
    'a version that is not offered',
    '{min_version: TLS13, tls_config: {max_version: TLS12}}',
    ['min_version: fails every probe: tls_config.max_version allows none that is so high'],
  ],
  [
    'a source that is no address',
    '{source_ip_address: eth0}',
    ['source_ip_address: fails every probe: it is no IP address'],
  ],
])('loads with %s, and a warning for what will not work', (_name, block, warnings) => {
  expect(warningsOf('tls', block)).toEqual(warnings);
});
