import { parseIpLiteral } from './ip-literal.ts';
import type { WrittenBlock } from './schema/written-block.ts';

/** Warns of what the keys of address-options.ts and `source_ip_address` say that no probe can do. */
export function warnOfAddresses(block: WrittenBlock): void {
  const preference = block.text('preferred_ip_protocol');
  if (!['', 'ip4', 'ip6'].includes(preference)) {
    block.warn('preferred_ip_protocol', `counts as ip4: it is neither ip4 nor ip6`);
  }
  const text = block.text('source_ip_address');
  if (text === '') return;
  const source = text.includes('%') ? undefined : parseIpLiteral(text);
  const only = ['', 'ip6'].includes(preference) ? 6 : 4;
  if (source === undefined) {
    block.warn('source_ip_address', 'fails every probe: it is no IP address');
  } else if (block.isFalse('ip_protocol_fallback') && source.family !== only) {
    block.warn('source_ip_address', `fails every probe: only IPv${only} addresses are probed`);
  }
}
