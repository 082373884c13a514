import type { IpAddress } from '../contract.ts';

/** The instructions of the classic Berkeley Packet Filter that are used: linux/bpf_common.h. */
const bpf = {
  /** X becomes the length of the IPv4 header at the given place. */
  loadHeaderLength: 0xb1,
  /** A becomes the byte, or the 16 bits in network order, at the given place, counted from X. */
  loadByteAfterX: 0x50,
  loadHalfAfterX: 0x48,
  loadByte: 0x30,
  loadHalf: 0x28,
  /** Goes on if A is the number, else passes over as many instructions as the third field says. */
  continueIf: 0x15,
  take: 0x06,
} as const;

const everything = 0xffff_ffff;
const echoReply = { 4: 0, 6: 129 } as const;

/** The size of the longest filter. */
export const maxFilterBytes = 7 * 8;

type Instruction = readonly [code: number, value: number, skipUnless?: number];

/**
 * A socket filter that lets only echo replies with this identifier through: an array of `sock_filter`.
 *
 * A raw socket gets a copy of every ICMP message of the host. Without the filter a thousand runs would each read
 * the replies to all of them.
 */
export function identifierFilter(family: IpAddress['family'], identifier: number): Buffer {
  const program = family === 4 ? afterIpHeader(identifier) : fromIcmpHeader(identifier);
  const encoded = Buffer.alloc(program.length * 8);
  for (const [index, [code, value, skipUnless = 0]] of program.entries()) {
    encoded.writeUInt16LE(code, index * 8);
    encoded.writeUInt8(skipUnless, index * 8 + 3);
    encoded.writeUInt32LE(value, index * 8 + 4);
  }
  return encoded;
}

/** A raw IPv4 socket's messages begin with the IP header. */
function afterIpHeader(identifier: number): readonly Instruction[] {
  return [
    [bpf.loadHeaderLength, 0],
    [bpf.loadByteAfterX, 0],
    [bpf.continueIf, echoReply[4], 3],
    [bpf.loadHalfAfterX, 4],
    [bpf.continueIf, identifier, 1],
    [bpf.take, everything],
    [bpf.take, 0],
  ];
}

function fromIcmpHeader(identifier: number): readonly Instruction[] {
  return [
    [bpf.loadByte, 0],
    [bpf.continueIf, echoReply[6], 3],
    [bpf.loadHalf, 4],
    [bpf.continueIf, identifier, 1],
    [bpf.take, everything],
    [bpf.take, 0],
  ];
}
