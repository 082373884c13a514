import type { IpAddress } from '../contract.ts';
import { linux } from './linux.ts';
import { decodeSocketAddress } from './socket-address.ts';

/** An ICMP error about a message of ours, as the kernel reports it. */
export interface IcmpError {
  /** The type and code of the ICMP message: RFC 792 and RFC 4443. */
  readonly type: number;
  readonly code: number;
  /** What the error carries: for "too big" the size of packet that would have passed. */
  readonly info: number;
  /** The router or host that sent it. */
  readonly reporter?: IpAddress;
}

/** What the kernel adds to a message. */
export interface ControlMessages {
  /** The TTL or hop limit with which the message arrived. */
  readonly hopLimit?: number;
  /** Of a message from the error queue. */
  readonly icmpError?: IcmpError;
}

/** The size of a `sock_extended_err`, which the address of the reporter follows. */
const extendedErrorBytes = 16;

/**
 * Reads the control messages (cmsg(3)) that came with a message. `wordBytes` is the size of `size_t`; what is
 * cut short or of another kind is passed over.
 */
export function decodeControlMessages(bytes: Buffer, wordBytes: number): ControlMessages {
  const headerBytes = wordBytes + 8;
  let found: ControlMessages = {};
  let at = 0;
  while (at + headerBytes <= bytes.length) {
    const length = bytes.readUInt32LE(at);
    if (length < headerBytes || at + length > bytes.length) break;
    const level = bytes.readInt32LE(at + wordBytes);
    const type = bytes.readInt32LE(at + wordBytes + 4);
    found = { ...found, ...decodeOne(level, type, bytes.subarray(at + headerBytes, at + length)) };
    at += Math.ceil(length / wordBytes) * wordBytes;
  }
  return found;
}

function decodeOne(level: number, type: number, data: Buffer): ControlMessages {
  const isHopLimit =
    (level === linux.SOL_IP && type === linux.IP_TTL) ||
    (level === linux.SOL_IPV6 && type === linux.IPV6_HOPLIMIT);
  if (isHopLimit && data.length >= 4) return { hopLimit: data.readInt32LE(0) };
  const isError =
    (level === linux.SOL_IP && type === linux.IP_RECVERR) ||
    (level === linux.SOL_IPV6 && type === linux.IPV6_RECVERR);
  if (!isError || data.length < extendedErrorBytes) return {};
  const origin = data.readUInt8(4);
  if (origin !== linux.SO_EE_ORIGIN_ICMP && origin !== linux.SO_EE_ORIGIN_ICMP6) return {};
  const reporter = decodeSocketAddress(data.subarray(extendedErrorBytes));
  return {
    icmpError: {
      type: data.readUInt8(5),
      code: data.readUInt8(6),
      info: data.readUInt32LE(8),
      ...(reporter === undefined ? {} : { reporter }),
    },
  };
}
