import { ipv4Text, ipv6Text } from './presentation.ts';
import { Malformed, type WireReader } from './wire-reader.ts';

/** What an OPT record says in place of class and time to live (RFC 6891, section 6.1.3). */
export interface OptHeader {
  /** The record's class: the size of a datagram the sender takes. */
  readonly udpSizeBytes: number;
  /** The record's time to live: extended code, version, flags. */
  readonly flags: number;
}

/**
 * An OPT record as the pseudo section that dig and blackbox_exporter's library print: a line break, a title and
 * a line for each option.
 */
export function optText({ udpSizeBytes, flags }: OptHeader, reader: WireReader): string {
  const version = (flags >>> 16) & 0xff;
  const names = (flags & 0x80_00) === 0 ? 'flags:; ' : `flags: do${(flags & 0x40_00) === 0 ? '' : ', co'}; `;
  const reserved = flags & ((flags & 0x80_00) === 0 ? 0x7f_ff : 0x3f_ff);
  const mustBeZero = reserved === 0 ? '' : `MBZ: 0x${hex(reserved, 4)}, `;
  let text = `\n;; OPT PSEUDOSECTION:\n; EDNS: version ${version}; ${names}${mustBeZero}udp: ${udpSizeBytes}`;
  while (reader.remaining > 0) {
    const code = reader.u16();
    text += `\n; ${optionText(code, reader.part(reader.u16()))}`;
  }
  return text;
}

function optionText(code: number, reader: WireReader): string {
  switch (code) {
    case 3: {
      const id = reader.rest();
      return `NSID: ${id.toString('hex')}  ${[...id].map((byte) => `(${String.fromCharCode(byte)})`).join('')}`;
    }
    case 8:
      return `SUBNET: ${subnetText(reader)}`;
    case 9:
      return `EXPIRE: ${reader.remaining === 0 ? '' : reader.u32()}`;
    case 10:
      return `COOKIE: ${reader.rest().toString('hex')}`;
    case 11:
      return `KEEPALIVE: use tcp keep-alive, timeout ${reader.remaining === 0 ? 'omitted' : `${100 * reader.u16()}ms`}`;
    case 12:
      return `PADDING: ${reader.rest().toString('hex').toUpperCase()}`;
    case 15:
      return `EDE: ${extendedErrorText(reader)}`;
    default:
      return `LOCAL OPT: ${code}:0x${reader.rest().toString('hex')}`;
  }
}

/** RFC 7871, section 6. */
function subnetText(reader: WireReader): string {
  const family = reader.u16();
  const lengths = `/${reader.u8()}/${reader.u8()}`;
  const size = family === 1 ? 4 : 16;
  const sent = reader.rest();
  if (sent.length > size) throw new Malformed('a client subnet that is too long');
  const address = Buffer.concat([sent, Buffer.alloc(size - sent.length)]);
  return `${family === 1 ? ipv4Text(address) : `[${ipv6Text(address)}]`}${lengths}`;
}

/** RFC 8914, section 4. */
const extendedErrors = [
  'Other',
  'Unsupported DNSKEY Algorithm',
  'Unsupported DS Digest Type',
  'Stale Answer',
  'Forged Answer',
  'DNSSEC Indeterminate',
  'DNSSEC Bogus',
  'Signature Expired',
  'Signature Not Yet Valid',
  'DNSKEY Missing',
  'RRSIGs Missing',
  'No Zone Key Bit Set',
  'NSEC Missing',
  'Cached Error',
  'Not Ready',
  'Blocked',
  'Censored',
  'Filtered',
  'Prohibited',
  'Stale NXDOMAIN Answer',
  'Not Authoritative',
  'Not Supported',
  'No Reachable Authority',
  'Network Error',
  'Invalid Data',
] as const;

function extendedErrorText(reader: WireReader): string {
  const code = reader.u16();
  const name = extendedErrors[code];
  const number = name === undefined ? String(code) : `${code} (${name})`;
  return `${number}: (${reader.rest().toString('utf8')})`;
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}
