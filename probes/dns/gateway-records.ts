import { ipv4Text, ipv6Text } from './presentation.ts';
import type { WireReader } from './wire-reader.ts';

/** A gateway of the kinds of IPSECKEY (RFC 4025, section 2.5): none, IPv4, IPv6, name. */
function gateway(reader: WireReader, kind: number): string {
  if (kind === 1) return ipv4Text(reader.bytes(4));
  if (kind === 2) return ipv6Text(reader.bytes(16));
  return kind === 3 ? reader.name() : '.';
}

/** The data of an IPSECKEY record (RFC 4025, section 2). */
export function ipsecKeyText(reader: WireReader): string {
  const precedence = reader.u8();
  const kind = reader.u8();
  return `${precedence} ${kind} ${reader.u8()} ${gateway(reader, kind)} ${reader.rest().toString('base64')}`;
}

/** The data of an AMTRELAY record (RFC 8777, section 4.2). */
export function relayText(reader: WireReader): string {
  const precedence = reader.u8();
  const flags = reader.u8();
  const kind = flags & 0x7f;
  return `${precedence} ${flags >>> 7} ${kind} ${gateway(reader, kind)}`;
}
