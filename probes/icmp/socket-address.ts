import type { IpAddress } from '../contract.ts';
import { ipBytes, parseIpLiteral } from '../shared/ip-literal.ts';
import { linux } from './linux.ts';

/** The size of the larger of the two socket addresses, that of IPv6. */
export const maxSocketAddressBytes = 28;

/** Where a `sockaddr_in` and a `sockaddr_in6` have their address. */
const place = { 4: { at: 4, bytes: 4, whole: 16 }, 6: { at: 8, bytes: 16, whole: 28 } } as const;
const scopeAt = 24;

/**
 * The `sockaddr_in` or `sockaddr_in6` of an address. `port` is what an echo socket has for an identifier;
 * `scopeId` is the index of the interface that the zone of an IPv6 address names, or 0.
 */
export function encodeSocketAddress(address: IpAddress, port: number, scopeId: number): Buffer {
  const { at, whole } = place[address.family];
  const encoded = Buffer.alloc(whole);
  encoded.writeUInt16LE(address.family === 4 ? linux.AF_INET : linux.AF_INET6, 0);
  encoded.writeUInt16BE(port, 2);
  encoded.set(ipBytes(address), at);
  if (address.family === 6) encoded.writeUInt32LE(scopeId, scopeAt);
  return encoded;
}

/** The address in a `sockaddr_in` or `sockaddr_in6`, without a zone; `undefined` for any other kind. */
export function decodeSocketAddress(encoded: Buffer): IpAddress | undefined {
  const family = familyOf(encoded);
  if (family === undefined) return undefined;
  const bytes = addressBytes(encoded, family);
  if (family === 4) return { family, address: bytes.join('.') };
  const groups = Array.from({ length: 8 }, (_, group) => bytes.readUInt16BE(group * 2).toString(16));
  return parseIpLiteral(groups.join(':'));
}

/** Whether a message from `from` came from `to`: the port is no part of it, the interface is if both name one. */
export function isSameHost(from: Buffer, to: Buffer): boolean {
  const family = familyOf(to);
  if (family === undefined || familyOf(from) !== family) return false;
  if (!addressBytes(from, family).equals(addressBytes(to, family))) return false;
  if (family === 4) return true;
  const scopes = [from.readUInt32LE(scopeAt), to.readUInt32LE(scopeAt)];
  return scopes.includes(0) || scopes[0] === scopes[1];
}

function familyOf(encoded: Buffer): IpAddress['family'] | undefined {
  if (encoded.length < place[4].whole) return undefined;
  const family = encoded.readUInt16LE(0);
  if (family === linux.AF_INET) return 4;
  return family === linux.AF_INET6 && encoded.length >= place[6].whole ? 6 : undefined;
}

function addressBytes(encoded: Buffer, family: IpAddress['family']): Buffer {
  const { at, bytes } = place[family];
  return encoded.subarray(at, at + bytes);
}
