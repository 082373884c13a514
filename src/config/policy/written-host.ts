import { domainToASCII } from 'node:url';
import type { IpAddress } from '../../../probes/contract.ts';
import { parseIpLiteral } from '../../../probes/shared/ip-literal.ts';

/** What the host of a destination is, as it was written. */
export type WrittenHost =
  | { readonly kind: 'address'; readonly address: IpAddress }
  /** In lower case and ASCII, without a dot at its end. */
  | { readonly kind: 'name'; readonly name: string }
  /**
   * Neither an address in its usual form nor a name: `0x7f.1`, `2130706433`, `127.0.0.1.`, full-width digits. Some
   * programs take such texts for the address that is given here; absent when nobody does.
   */
  | { readonly kind: 'odd'; readonly address?: IpAddress };

/** What need not be looked at twice: labels of letters, digits, - and _, and a last one that can be no number. */
const plainName = /^(?:[a-z0-9_-]+\.)*(?!0x[0-9a-f]*\.?$)[a-z0-9_-]*[a-z_-][a-z0-9_-]*\.?$/iu;

/**
 * Reads a host without brackets. Unlike the resolver, which asks for `127.1` as a name, it takes texts as the most
 * generous of those do to whom they may be handed on: inet_aton(3) and the URLs of browsers (WHATWG URL, section 3.5).
 */
export function readHost(text: string): WrittenHost {
  if (plainName.test(text)) return { kind: 'name', name: withoutDot(text.toLowerCase()) };
  const address = parseIpLiteral(text);
  if (address !== undefined) return { kind: 'address', address };
  const ascii = domainToASCII(text.replace(/\.+$/u, ''));
  const meant = parseIpLiteral(ascii.replace(/^\[(?<bare>.*)\]$/u, '$<bare>'));
  if (meant !== undefined) return { kind: 'odd', address: meant };
  return plainName.test(ascii) ? { kind: 'name', name: withoutDot(ascii) } : { kind: 'odd' };
}

function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
