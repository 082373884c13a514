import type { IpAddress } from '../../../probes/contract.ts';
import { ipBytes, parseIpLiteral } from '../../../probes/shared/ip-literal.ts';

/** Addresses that begin with the same bits: `10.0.0.0/8`; a single one has them all. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly bytes: Uint8Array;
  readonly prefixBits: number;
}

/**
 * Reads a range in CIDR notation (RFC 4632, RFC 4291 section 2.3) or a single address, both written the usual way.
 * `undefined` when it is none; bits beyond the prefix do not count. IPv4-mapped addresses become IPv4 ones.
 */
export function parseRange(text: string): AddressRange | undefined {
  const [written = '', bitsText, more] = text.split('/');
  const address = written.includes('%') ? undefined : parseIpLiteral(written);
  if (address === undefined || more !== undefined) return undefined;
  const bytes = ipBytes(address);
  const widthBits = bytes.length * 8;
  if (bitsText === undefined) return { family: address.family, bytes, prefixBits: widthBits };
  if (!/^(?:0|[1-9]\d{0,2})$/u.test(bitsText)) return undefined;
  // The prefix of an IPv4-mapped address counts from the beginning of the IPv6 address.
  const isMapped = address.family === 4 && written.includes(':');
  const prefixBits = Number(bitsText) - (isMapped ? 96 : 0);
  if (prefixBits < 0 || prefixBits > widthBits) return undefined;
  return { family: address.family, bytes, prefixBits };
}

/** Whether the address lies within the range; its zone does not count. */
export function contains({ family, bytes, prefixBits }: AddressRange, address: IpAddress): boolean {
  if (family !== address.family) return false;
  const other = ipBytes(address);
  const wholeBytes = prefixBits >>> 3;
  for (let at = 0; at < wholeBytes; at += 1) if (bytes[at] !== other[at]) return false;
  const restBits = prefixBits & 7;
  if (restBits === 0) return true;
  const shift = 8 - restBits;
  return (bytes[wholeBytes] ?? 0) >>> shift === (other[wholeBytes] ?? 0) >>> shift;
}

/** Whether a range is a single address. */
export function isSingle({ bytes, prefixBits }: AddressRange): boolean {
  return prefixBits === bytes.length * 8;
}
