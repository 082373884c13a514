import { type DnsOptions, dnsOptions } from '../../probes/dns/options.ts';
import { yamlValue } from './yaml-value.ts';

/** The options of a DNS module, from the text of its `dns:` block. */
export function dnsOptionsOf(block: string): DnsOptions {
  return dnsOptions.parse(yamlValue(block));
}
