import { parseIpLiteral } from '../../../probes/shared/ip-literal.ts';
import { kindOfAddress } from '../../config/policy/special-addresses.ts';

/**
 * Whether an address, alone or as `[address]:port`, only means something on this host or in its networks. Addresses of
 * documents mean nothing anywhere, and count as those of strangers.
 */
export function isPrivateAddress(text: string): boolean {
  const address = parseIpLiteral(withoutPort(text));
  if (address === undefined) return false;
  const kind = kindOfAddress(address);
  return kind !== 'public' && kind !== 'documentation';
}

/** Whether a text is an address of this host's own loopback, alone or as `[address]:port`. */
export function isLoopback(text: string): boolean {
  const address = parseIpLiteral(withoutPort(text));
  return address !== undefined && kindOfAddress(address) === 'loopback';
}

function withoutPort(text: string): string {
  return /^\[(?<inside>[^\]]+)\]/u.exec(text)?.groups?.['inside'] ?? text;
}
