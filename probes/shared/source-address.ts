import type { IpAddress } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { parseIpLiteral } from './ip-literal.ts';
import { shortened } from './shortened.ts';

/** The address to send from, absent when the system may choose, or why the one given cannot be it. */
export type SourceChoice =
  | { readonly ok: true; readonly source?: IpAddress }
  | { readonly ok: false; readonly failure: Failure };

/**
 * Judges the key `source_ip_address`: an IP address without a zone, of the family of `address`, which is the
 * one to send to; "" leaves the choice to the system. Whether this host has the address, bind(2) finds out.
 */
export function chooseSource(text: string, address: IpAddress): SourceChoice {
  if (text === '') return { ok: true };
  const source = text.includes('%') ? undefined : parseIpLiteral(text);
  if (source === undefined) return refused(`source address "${shortened(text)}" is not an IP address`);
  if (source.family !== address.family) {
    return refused(`source address ${source.address} cannot reach ${address.address}: other address family`);
  }
  return { ok: true, source };
}

function refused(detail: string): SourceChoice {
  return { ok: false, failure: { phase: 'connect', reason: 'local.source_address', blame: 'local', detail } };
}
