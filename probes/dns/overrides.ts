import type { Override } from '../contract.ts';
import { familyOverride } from '../shared/family-override.ts';
import { recordTypes } from './mnemonics.ts';
import type { DnsOptions } from './options.ts';

const queryName: Override<DnsOptions> = {
  in: (options, name) =>
    options.servers.length === 0
      ? { ok: true, options: { ...options, queryName: name } }
      : { ok: false, problem: 'is made of the target in this module, which names its servers itself' },
};

const queryType: Override<DnsOptions> = {
  in: (options, type) =>
    recordTypes.has(type)
      ? { ok: true, options: { ...options, queryType: type } }
      : { ok: false, problem: 'must be a record type such as A, MX or TXT' },
};

/** What a request may replace of the block `dns`. */
export const dnsOverrides: ReadonlyMap<string, Override<DnsOptions>> = new Map([
  ['query_name', queryName],
  ['query_type', queryType],
  familyOverride<DnsOptions>(),
]);
