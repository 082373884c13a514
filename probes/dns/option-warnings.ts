import { parseIpLiteral } from '../shared/ip-literal.ts';
import { Mapping } from '../shared/schema/mapping.ts';
import { goBool, goString, list } from '../shared/schema/values.ts';
import { responseCodes } from './mnemonics.ts';

/** The values of `transport_protocol` that a probe can use. */
export const transports = ['udp', 'tcp', 'https'] as const;
export type Transport = (typeof transports)[number];

/**
 * Warns of values of the block `dns` that load, as they do in the reference, and then fail every probe. Returns
 * the block unchanged.
 */
export function warnOfMistakes(input: unknown): unknown {
  if (!(input instanceof Mapping)) return input;
  const textOf = (key: string) => goString.safeParse(input.entries.get(key)).data ?? '';
  const warn = (key: string, problem: string) => input.warn(key, `fails every probe: ${problem}`);

  const transport = textOf('transport_protocol') || 'udp';
  if (!transports.some((known) => known === transport)) {
    warn('transport_protocol', `it is none of ${transports.join(', ')}`);
  }
  if (goBool.safeParse(input.entries.get('dns_over_tls')).data === true && transport !== 'tcp') {
    warn('dns_over_tls', 'it needs transport_protocol: tcp');
  }
  const source = textOf('source_ip_address');
  if (source !== '' && parseIpLiteral(source) === undefined) warn('source_ip_address', 'it is no IP address');
  for (const name of list(goString).safeParse(input.entries.get('valid_rcodes')).data ?? []) {
    if (!responseCodes.has(name)) warn('valid_rcodes', `${JSON.stringify(name)} is no response code`);
  }
  return input;
}
