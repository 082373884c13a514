import type { IpAddress } from '../../probes/contract.ts';
import { internetChecksum } from '../../probes/icmp/echo.ts';
import { ipBytes, parseIpLiteral } from '../../probes/shared/ip-literal.ts';

/** An IP packet that carries an ICMP message, taken apart. */
export interface IcmpPacket {
  readonly family: IpAddress['family'];
  readonly from: string;
  readonly to: string;
  /** TTL or hop limit. */
  readonly hopLimit: number;
  /** The ICMP message with its checksum. */
  readonly icmp: Buffer;
}

/** Protocol 1 (RFC 792), next header 58 (RFC 4443). */
const protocol = { 4: 1, 6: 58 } as const;

/** The IP packet, with its header's checksum; the ICMP message goes in as it is. */
export function encodePacket({ family, from, to, hopLimit, icmp }: IcmpPacket): Buffer {
  const ends = Buffer.concat([bytesOf(from), bytesOf(to)]);
  if (family === 6) {
    const header = Buffer.alloc(8);
    header.writeUInt8(0x60, 0);
    header.writeUInt16BE(icmp.length, 4);
    header.writeUInt8(protocol[6], 6);
    header.writeUInt8(hopLimit, 7);
    return Buffer.concat([header, ends, icmp]);
  }
  const header = Buffer.concat([Buffer.alloc(12), ends]);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(header.length + icmp.length, 2);
  header.writeUInt8(hopLimit, 8);
  header.writeUInt8(protocol[4], 9);
  header.writeUInt16BE(internetChecksum(header), 10);
  return Buffer.concat([header, icmp]);
}

/** What the packet carries; `undefined` when it is not ICMP, or a fragment. */
export function decodePacket(packet: Buffer): IcmpPacket | undefined {
  if (packet.readUInt8(0) >>> 4 === 6) {
    if (packet.readUInt8(6) !== protocol[6]) return undefined;
    return {
      family: 6,
      from: textOf(packet.subarray(8, 24)),
      to: textOf(packet.subarray(24, 40)),
      hopLimit: packet.readUInt8(7),
      icmp: packet.subarray(40),
    };
  }
  if (packet.readUInt8(9) !== protocol[4] || (packet.readUInt16BE(6) & 0x3fff) !== 0) return undefined;
  return {
    family: 4,
    from: textOf(packet.subarray(12, 16)),
    to: textOf(packet.subarray(16, 20)),
    hopLimit: packet.readUInt8(8),
    icmp: packet.subarray((packet.readUInt8(0) & 0xf) * 4),
  };
}

/** The packet with the right checksum in its ICMP message. */
export function sealed(packet: IcmpPacket): IcmpPacket {
  const icmp = Buffer.from(packet.icmp);
  icmp.writeUInt16BE(0, 2);
  const { family, from, to } = packet;
  // RFC 4443 section 2.3: of ICMPv6, the checksum covers a pseudo-header too.
  const pseudo = Buffer.alloc(8);
  pseudo.writeUInt32BE(icmp.length, 0);
  pseudo.writeUInt8(protocol[6], 7);
  const covered = family === 4 ? icmp : Buffer.concat([bytesOf(from), bytesOf(to), pseudo, icmp]);
  icmp.writeUInt16BE(internetChecksum(covered), 2);
  return { ...packet, icmp };
}

function bytesOf(text: string): Uint8Array {
  const address = parseIpLiteral(text);
  if (address === undefined) throw new Error(`${text} is not an IP address`);
  return ipBytes(address);
}

function textOf(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, group) => bytes.readUInt16BE(group * 2).toString(16));
  return parseIpLiteral(groups.join(':'))?.address ?? '';
}
