import type { IpAddress } from '../contract.ts';
import { parseIpLiteral } from './ip-literal.ts';

/** What `/etc/hosts` says: addresses in file order by the key of a name. */
export type HostsFile = ReadonlyMap<string, readonly IpAddress[]>;

/** The key of a name in a {@link HostsFile}: case and a trailing dot make no difference. */
export function hostsKey(name: string): string {
  return name.toLowerCase().replace(/\.$/u, '');
}

/** Reads a text in the format of hosts(5). A name on several lines has all their addresses. */
export function parseHosts(text: string): HostsFile {
  const hosts = new Map<string, IpAddress[]>();
  for (const line of text.split('\n')) {
    const [literal = '', ...names] = line.replace(/#.*/u, '').trim().split(/\s+/u);
    const address = parseIpLiteral(literal);
    if (address === undefined) continue;
    for (const key of names.map(hostsKey)) {
      const known = hosts.get(key);
      if (known === undefined) hosts.set(key, [address]);
      else known.push(address);
    }
  }
  return hosts;
}
