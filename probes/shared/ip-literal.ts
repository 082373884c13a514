import net from 'node:net';
import type { IpAddress } from '../contract.ts';

const mappedPrefix = '::ffff:';

/**
 * The address that `text` writes out, in canonical form, or `undefined` when it is a name.
 *
 * Strict as Go's `net.ParseIP`: `127.1`, `0x7f.1`, `2130706433` and octets with leading zeros are names. An
 * IPv4-mapped IPv6 address is the IPv4 address; an IPv6 zone is kept.
 */
export function parseIpLiteral(text: string): IpAddress | undefined {
  const family = net.isIP(text);
  if (family === 0) return undefined;
  if (family === 4) return { family: 4, address: text };
  const [bare = '', zone] = text.split('%', 2);
  const { address } = new net.SocketAddress({ address: bare, family: 'ipv6' });
  if (address.startsWith(mappedPrefix) && address.includes('.')) {
    return { family: 4, address: address.slice(mappedPrefix.length) };
  }
  return { family: 6, address: zone === undefined ? address : `${address}%${zone}` };
}

/** The address without its zone: what is global about it. */
export function withoutZone(address: IpAddress): IpAddress {
  const [bare = ''] = address.address.split('%', 1);
  return { family: address.family, address: bare };
}

/** The 4 or 16 bytes of an address in network order; a zone is no part of them. */
export function ipBytes(address: IpAddress): Uint8Array {
  const { address: bare } = withoutZone(address);
  if (address.family === 4) return ip4Bytes(bare);
  const [head = '', tail] = bare.split('::', 2);
  const front = groupBytes(head);
  const back = groupBytes(tail ?? '');
  const bytes = new Uint8Array(16);
  bytes.set(front);
  bytes.set(back, 16 - back.length);
  return bytes;
}

function ip4Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(4);
  for (const [index, octet] of text.split('.').entries()) bytes[index] = Number(octet);
  return bytes;
}

function groupBytes(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >>> 8, value & 0xff];
  });
}
