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

/** Labels of letters, digits, - and _. Hosts come from whoever asks: patterns here take no more steps than there are characters. */
const plainLabels = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?$/iu;

/** A last label that programs take for a part of an address (WHATWG URL, section 3.5, "ends in a number"). */
const numericLabel = /^(?:0x[0-9a-f]*|[0-9]+)$/iu;

/**
 * Reads a host without brackets. Unlike the resolver, which asks for `127.1` as a name, it takes texts as the most
 * generous of those do to whom they may be handed on: inet_aton(3) and the URLs of browsers (WHATWG URL, section 3.5).
 */
export function readHost(text: string): WrittenHost {
  if (isPlainName(text)) return { kind: 'name', name: withoutDot(text.toLowerCase()) };
  const address = parseIpLiteral(text);
  if (address !== undefined) return { kind: 'address', address };
  const ascii = domainToASCII(withoutDots(text));
  const meant = parseIpLiteral(ascii.replace(/^\[(?<bare>.*)\]$/u, '$<bare>'));
  if (meant !== undefined) return { kind: 'odd', address: meant };
  return isPlainName(ascii) ? { kind: 'name', name: withoutDot(ascii) } : { kind: 'odd' };
}

/** What need not be looked at twice, because nobody takes it for an address. */
function isPlainName(text: string): boolean {
  if (!plainLabels.test(text)) return false;
  const name = withoutDot(text);
  return !numericLabel.test(name.slice(name.lastIndexOf('.') + 1));
}

function withoutDots(text: string): string {
  let end = text.length;
  while (text[end - 1] === '.') end -= 1;
  return text.slice(0, end);
}

function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
