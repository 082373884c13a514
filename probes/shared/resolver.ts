import { hostname } from 'node:os';
import type { IpAddress, Lookup, LookupFailure, Resolver } from '../contract.ts';
import { isDomainName, isLocalhost, questionNames } from './domain-name.ts';
import { type HostsFile, hostsKey, parseHosts } from './hosts-file.ts';
import { queryName } from './name-query.ts';
import { parseResolvConf, type ResolverSettings } from './resolv-conf.ts';
import { shortened } from './shortened.ts';
import { systemFile } from './system-file.ts';

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
 * It never calls `getaddrinfo`, whose threads one dead server could occupy, and remembers no answer. A name
 * has the addresses that any family gave, even if another family's question failed. IPv6 comes before IPv4;
 * within a family the order is the server's or the file's (RFC 6724 sorting is not done: an address is
 * chosen by family, see `chooseAddress`).
 */
export function systemResolver(paths: ResolverPaths = systemPaths): Resolver {
  const hosts = systemFile(paths.hosts, parseHosts);
  const settings = systemFile(paths.resolvConf, (text) => parseResolvConf(text, hostname()));
  return {
    async lookup(name, families, signal): Promise<Lookup> {
      if (signal.aborted) return { ok: false, failure: unasked };
      const local = localAddresses(name, hosts());
      if (local !== undefined) return ofFamilies(name, local, families);
      if (!isDomainName(name)) return noSuchHost(name);
      return await askServers({ name, families, settings: settings() }, signal);
    },
  };
}

function localAddresses(name: string, hosts: HostsFile): readonly IpAddress[] | undefined {
  const listed = hosts.get(hostsKey(name));
  return listed ?? (isLocalhost(name) ? loopback : undefined);
}

const loopback: readonly IpAddress[] = [
  { family: 6, address: '::1' },
  { family: 4, address: '127.0.0.1' },
];

interface Question {
  readonly name: string;
  readonly families: readonly (4 | 6)[];
  readonly settings: ResolverSettings;
}

async function askServers({ name, families, settings }: Question, signal: AbortSignal): Promise<Lookup> {
  const failures: LookupFailure[] = [];
  let nameExists = false;
  for (const question of questionNames(name, settings)) {
    const asked = await ask({ name: question, families, settings }, signal);
    if (asked.addresses.length > 0) return ofFamilies(name, asked.addresses, families);
    failures.push(...asked.failures);
    nameExists ||= asked.nameExists;
    if (signal.aborted) break;
  }
  const failure = worstOf(failures);
  if (failure !== undefined) return { ok: false, failure };
  return nameExists ? ofFamilies(name, [], families) : noSuchHost(name);
}

interface Asked {
  readonly addresses: readonly IpAddress[];
  readonly nameExists: boolean;
  /** One for each family that no server gave an answer for: that of the last server. */
  readonly failures: readonly LookupFailure[];
}

/** Asks server after server, round after round, for the families that no server has answered yet. */
async function ask({ name: question, families, settings }: Question, signal: AbortSignal): Promise<Asked> {
  const { servers, attempts, timeoutMs } = settings;
  const addresses: IpAddress[] = [];
  let nameExists = false;
  let failures = new Map(families.map((family) => [family, unasked]));
  for (let round = 0; round < attempts; round += 1) {
    for (const server of servers) {
      const open = [...failures.keys()];
      if (open.length === 0 || signal.aborted)
        return { addresses, nameExists, failures: [...failures.values()] };
      const answers = await queryName({ question, families: open, server, timeoutMs }, signal);
      failures = new Map();
      for (const [family, answer] of answers) {
        if (answer.kind === 'addresses') addresses.push(...answer.addresses);
        else if (answer.kind === 'none') nameExists ||= answer.nameExists;
        else failures.set(family, answer.failure);
      }
    }
  }
  return { addresses, nameExists, failures: [...failures.values()] };
}

const unasked: LookupFailure = { reason: 'dns.timed_out', detail: 'no time was left to ask a server' };

/** The failure that says most: a silent server before one that cannot be reached, before one that answers nonsense. */
function worstOf(failures: readonly LookupFailure[]): LookupFailure | undefined {
  const order = ['dns.timed_out', 'dns.unreachable', 'dns.failed'] as const;
  return order.flatMap((reason) => failures.find((failure) => failure.reason === reason) ?? [])[0];
}

function ofFamilies(name: string, addresses: readonly IpAddress[], families: readonly (4 | 6)[]): Lookup {
  const wanted = ([6, 4] as const)
    .filter((family) => families.includes(family))
    .flatMap((family) => addresses.filter((address) => address.family === family));
  if (wanted.length > 0) return { ok: true, addresses: wanted };
  const missing = families.map((family) => `IPv${family}`).join(' or ');
  return failed('dns.name_not_resolved', `${shortened(name)} has no ${missing} address`);
}

function noSuchHost(name: string): Lookup {
  return failed('dns.name_not_resolved', `${shortened(name)}: no such host`);
}

function failed(reason: LookupFailure['reason'], detail: string): Lookup {
  return { ok: false, failure: { reason, detail } };
}
