import type { IpAddress } from '../../../probes/contract.ts';
import { ipBytes } from '../../../probes/shared/ip-literal.ts';

/** Where some kinds of IPv6 addresses carry an IPv4 address: how they begin, and the bytes in question. */
interface Embedding {
  readonly prefix: readonly number[];
  readonly at: readonly (readonly [number, number, number, number])[];
  /** Teredo hides the client's address by inverting it (RFC 4380, section 4). */
  readonly inverted?: boolean;
}

const zeros = (count: number): readonly number[] => Array.from({ length: count }, () => 0);
const last = [12, 13, 14, 15] as const;

const embeddings: readonly Embedding[] = [
  // IPv4-mapped (RFC 4291, section 2.5.5.2) and, no longer in use, IPv4-compatible.
  { prefix: [...zeros(10), 0xff, 0xff], at: [last] },
  { prefix: zeros(12), at: [last] },
  // IPv4-translated, of SIIT (RFC 2765).
  { prefix: [...zeros(8), 0xff, 0xff, 0, 0], at: [last] },
  // NAT64: the well-known prefix, and the one for local use, whose own length is not known (RFC 6052, section 2.2).
  { prefix: [0, 0x64, 0xff, 0x9b, ...zeros(8)], at: [last] },
  {
    prefix: [0, 0x64, 0xff, 0x9b, 0, 1],
    at: [[6, 7, 9, 10], [7, 9, 10, 11], [9, 10, 11, 12], last],
  },
  // 6to4 (RFC 3056), and Teredo with its server and its client (RFC 4380).
  { prefix: [0x20, 0x02], at: [[2, 3, 4, 5]] },
  { prefix: [0x20, 0x01, 0, 0], at: [[4, 5, 6, 7]] },
  { prefix: [0x20, 0x01, 0, 0], at: [last], inverted: true },
];

/** The interface identifiers of ISATAP (RFC 5214, section 6.1), which follow any prefix. */
const isatapIdentifiers = [
  [0, 0, 0x5e, 0xfe],
  [2, 0, 0x5e, 0xfe],
];

/** The IPv4 addresses that an IPv6 address carries within it; for `::` and `::1`, which are none, nothing. */
export function embeddedAddresses(address: IpAddress): readonly IpAddress[] {
  if (address.family === 4) return [];
  const bytes = ipBytes(address);
  if (bytes.subarray(0, 15).every((byte) => byte === 0) && (bytes[15] ?? 0) <= 1) return [];
  const found: IpAddress[] = [];
  for (const { prefix, at, inverted = false } of embeddings) {
    if (!prefix.every((byte, index) => bytes[index] === byte)) continue;
    for (const places of at) {
      const parts = places.map((place) => (bytes[place] ?? 0) ^ (inverted ? 0xff : 0));
      found.push({ family: 4, address: parts.join('.') });
    }
  }
  if (isatapIdentifiers.some((identifier) => identifier.every((byte, index) => bytes[8 + index] === byte))) {
    found.push({ family: 4, address: bytes.subarray(12).join('.') });
  }
  return found;
}
