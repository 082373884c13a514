import { warnOfAddresses } from '../shared/address-warnings.ts';
import type { WrittenBlock } from '../shared/schema/written-block.ts';
import { warnOfUnusedTls } from '../shared/tls/option-warnings.ts';
import { responseCodes } from './mnemonics.ts';

/** The values of `transport_protocol` that a probe can use. */
export const transports = ['udp', 'tcp', 'https'] as const;
export type Transport = (typeof transports)[number];

/** Warns of values of the block `dns` that load, as they do in the reference, and then fail every probe. */
export function warnOfMistakes(block: WrittenBlock): void {
  warnOfAddresses(block);
  const warn = (key: string, problem: string) => block.warn(key, `fails every probe: ${problem}`);

  const transport = block.text('transport_protocol') || 'udp';
  if (!transports.some((known) => known === transport)) {
    warn('transport_protocol', `it is none of ${transports.join(', ')}`);
  }
  if (block.isTrue('dns_over_tls') && transport !== 'tcp') {
    warn('dns_over_tls', 'it needs transport_protocol: tcp');
  }
  if (!block.isTrue('dns_over_tls') && transport !== 'https') {
    warnOfUnusedTls(block, 'dns_over_tls: true or transport_protocol: https');
  }
  const codes = block.texts('valid_rcodes');
  if (block.has('valid_rcodes') && codes.length === 0) warn('valid_rcodes', 'an empty list allows no code');
  for (const name of codes) {
    if (!responseCodes.has(name)) warn('valid_rcodes', `${JSON.stringify(name)} is no response code`);
  }
}
