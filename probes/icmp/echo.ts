import type { IpAddress } from '../contract.ts';

/** Echo request, echo reply: RFC 792 and, for ICMPv6, RFC 4443 section 4. */
const types = { 4: { request: 8, reply: 0 }, 6: { request: 128, reply: 129 } } as const;

const headerBytes = 8;
const defaultPayload = 'Prometheus Blackbox Exporter';

/** The largest payload that any ICMP message can carry: the 16 bits of IPv6's payload length, less the header. */
export const maxPayloadBytes = 65_535 - headerBytes;

/** What tells one echo request from every other that its sender has on the way. */
export interface EchoIdentity {
  readonly identifier: number;
  readonly sequence: number;
}

/** An echo message taken apart. */
export interface Echo extends EchoIdentity {
  readonly kind: 'request' | 'reply';
  readonly payload: Buffer;
}

/**
 * What an echo request carries: the 28 bytes of ASCII that blackbox_exporter sends, cut or padded with zeros to
 * `sizeBytes`, unless that is 0.
 */
export function echoPayload(sizeBytes: number): Buffer {
  const payload = Buffer.alloc(sizeBytes === 0 ? defaultPayload.length : sizeBytes);
  payload.write(defaultPayload, 'latin1');
  return payload;
}

/** An echo request as sent. For ICMPv6 the checksum stays 0: it covers the addresses and is the kernel's work. */
export function encodeEchoRequest(
  family: IpAddress['family'],
  { identifier, sequence }: EchoIdentity,
  payload: Uint8Array,
): Buffer {
  const message = Buffer.alloc(headerBytes + payload.length);
  message.writeUInt8(types[family].request, 0);
  message.writeUInt16BE(identifier, 4);
  message.writeUInt16BE(sequence, 6);
  message.set(payload, headerBytes);
  if (family === 4) message.writeUInt16BE(internetChecksum(message), 2);
  return message;
}

/**
 * The echo request or reply that `message` is, or `undefined` when it is anything else. The payload is a view of
 * `message`; the checksum is not judged here.
 */
export function decodeEcho(family: IpAddress['family'], message: Buffer): Echo | undefined {
  if (message.length < headerBytes || message.readUInt8(1) !== 0) return undefined;
  const { request, reply } = types[family];
  const type = message.readUInt8(0);
  if (type !== request && type !== reply) return undefined;
  return {
    kind: type === request ? 'request' : 'reply',
    identifier: message.readUInt16BE(4),
    sequence: message.readUInt16BE(6),
    payload: message.subarray(headerBytes),
  };
}

/**
 * The Internet checksum (RFC 1071) of some bytes: what belongs into a checksum field that is 0, and 0 when that
 * field holds it.
 */
export function internetChecksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 2) {
    sum += ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x1_0000);
  return ~sum & 0xffff;
}
