import { expect, test } from 'vitest';
import { addressFamilies, addressHash } from '../../../probes/shared/address-families.ts';

test.each([
  [4, '127.0.0.1', 3668918509],
  [4, '8.8.8.8', 2350491669],
  [4, '192.0.2.1', 1969986452],
  [4, '0.0.0.0', 1268118805],
  [6, '::1', 1751717746],
  [6, '::', 1768495365],
  [6, '2001:4860:4860::8888', 2978199130],
  [6, '2001:db8::1', 1851458804],
  [6, '2001:db8::1%eth0', 1851458804],
] as const)('hashes the IPv%i address %s', (family, address, hash) => {
  expect(addressHash({ family, address })).toBe(hash);
});

test.each([
  [
    'a chosen address',
    { lookupMs: 12.5, chosen: { family: 4, address: '127.0.0.1' } },
    [4, 3668918509, 0.0125],
  ],
  ['a lookup that failed', { lookupMs: 250 }, [0, 0, 0.25]],
] as const)('shows %s', (...[, evidence, [protocol, hash, seconds]]) => {
  const families = addressFamilies(evidence);
  expect(families.map(({ name, type, samples }) => [name, type, samples])).toEqual([
    ['probe_ip_protocol', 'gauge', [{ value: protocol }]],
    ['probe_ip_addr_hash', 'gauge', [{ value: hash }]],
    ['probe_dns_lookup_time_seconds', 'gauge', [{ value: seconds }]],
  ]);
});
