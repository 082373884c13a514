import { hostname } from 'node:os';
import type { Lookup, Resolver } from '../contract.ts';
import { parseHosts } from './hosts-file.ts';
import { askServers, lookupInHosts } from './name-lookup.ts';
import { parseResolvConf } from './resolv-conf.ts';
import { systemFile } from './system-file.ts';
import { queryName } from './udp-name-query.ts';

/** Where the settings of this host are; other paths are for tests. */
export interface ResolverPaths {
  readonly hosts: string;
  readonly resolvConf: string;
}

const systemPaths: ResolverPaths = { hosts: '/etc/hosts', resolvConf: '/etc/resolv.conf' };

/**
 * A resolver by the rules of this host: `/etc/hosts` first, then the servers of `/etc/resolv.conf`; both are
 * read again when they change. It follows Go's resolver in what it asks whom, and when it gives up.
 *
 * It never calls `getaddrinfo`, whose threads one dead server could occupy, and remembers no answer.
 */
export function systemResolver(paths: ResolverPaths = systemPaths): Resolver {
  const hosts = systemFile(paths.hosts, parseHosts);
  const settings = systemFile(paths.resolvConf, (text) => parseResolvConf(text, hostname()));
  return {
    async lookup(name, families, { signal, transcript }): Promise<Lookup> {
      const wanted = { name, families, transcript };
      const listed = signal.aborted ? undefined : lookupInHosts(wanted, hosts());
      return listed ?? (await askServers({ ...wanted, settings: settings(), query: queryName }, signal));
    },
  };
}
