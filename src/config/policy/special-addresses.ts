import type { IpAddress } from '../../../probes/contract.ts';
import { type AddressRange, contains, parseRange } from './address-range.ts';
import { embeddedAddresses } from './embedded-addresses.ts';

/** What an address is for. Everything that has no special purpose is `public`. */
export const addressKinds = [
  'public',
  'loopback',
  'link-local',
  'private',
  'unique-local',
  'shared',
  'multicast',
  'documentation',
  'reserved',
  'metadata',
] as const;
export type AddressKind = (typeof addressKinds)[number];

type SpecialKind = Exclude<AddressKind, 'public' | 'metadata'>;

/** The IANA registries of special-purpose addresses (RFC 6890) and of multicast addresses; the first that fits counts. */
const special: readonly (readonly [text: string, kind: SpecialKind])[] = [
  ['0.0.0.0/8', 'reserved'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'shared'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'documentation'],
  ['192.88.99.0/24', 'reserved'],
  ['192.168.0.0/16', 'private'],
  ['198.18.0.0/15', 'reserved'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  // 255.255.255.255, the broadcast address, is among them.
  ['240.0.0.0/4', 'reserved'],
  ['::1/128', 'loopback'],
  ['64:ff9b:1::/48', 'private'],
  ['2001::/23', 'reserved'],
  ['2001:db8::/32', 'documentation'],
  ['3fff::/20', 'documentation'],
  ['fc00::/7', 'unique-local'],
  ['fe80::/10', 'link-local'],
  // Site-local addresses (RFC 3879): no longer given out, and used like private ones where they still are.
  ['fec0::/10', 'private'],
  ['ff00::/8', 'multicast'],
];

const specialRanges = special.map(([text, kind]) => ({ range: parsed(text), kind }));

/** The well-known prefix of NAT64 (RFC 6052), and what IANA has given out of the global unicast space. */
const globalRanges = ['64:ff9b::/96', '2000::/3'].map(parsed);

/**
 * What an address is for. IPv6 addresses that carry an IPv4 address, as NAT64 and others have them, are whatever the
 * IPv4 address is, if that is special. A zone does not count.
 */
export function kindOfAddress(address: IpAddress): Exclude<AddressKind, 'metadata'> {
  for (const embedded of embeddedAddresses(address)) {
    const kind = kindOfAddress(embedded);
    if (kind !== 'public') return kind;
  }
  const found = specialRanges.find(({ range }) => contains(range, address));
  if (found !== undefined) return found.kind;
  if (address.family === 4) return 'public';
  return globalRanges.some((range) => contains(range, address)) ? 'public' : 'reserved';
}

function parsed(text: string): AddressRange {
  const range = parseRange(text);
  if (range === undefined) throw new Error(`${text} is no range of addresses`);
  return range;
}
