import type { IpAddress, Lookup, LookupFailure } from '../contract.ts';
import type { EventFields, Transcript } from '../transcript.ts';
import { isDomainName, isLocalhost, questionNames } from './domain-name.ts';
import { type HostsFile, hostsKey } from './hosts-file.ts';
import type { Answer, QueryServer } from './name-query.ts';
import type { ResolverSettings } from './resolv-conf.ts';
import { shortened } from './shortened.ts';

/** A name, and what is wanted of it. */
export interface Wanted {
  readonly name: string;
  readonly families: readonly (4 | 6)[];
  /** Told who answered what. */
  readonly transcript?: Transcript | undefined;
}

/** What `hosts` says of a name; nothing when it does not have it. */
export function lookupInHosts({ name, families, transcript }: Wanted, hosts: HostsFile): Lookup | undefined {
  const listed = hosts.get(hostsKey(name));
  if (listed === undefined) return undefined;
  transcript?.record('resolve.listed', {
    name: shortened(name),
    answers: listed.map(({ address }) => address),
  });
  return ofFamilies(name, listed, families);
}

/** A name to ask servers for. */
export interface Question extends Wanted {
  readonly settings: ResolverSettings;
  /** How one of the servers is asked. */
  readonly query: QueryServer;
}

/**
 * Asks the servers of `settings` as Go's resolver does; never rejects, and ends when `signal` aborts. Names that mean
 * this host everywhere, and those that cannot be asked for, are answered without them.
 *
 * A name has the addresses that any family gave, even if another family's question failed. IPv6 comes before IPv4;
 * within a family the order is the server's (RFC 6724 sorting is not done: an address is chosen by family, see
 * `chooseAddress`).
 */
export async function askServers(question: Question, signal: AbortSignal): Promise<Lookup> {
  const { name, families, settings } = question;
  if (signal.aborted) return { ok: false, failure: unasked };
  if (isLocalhost(name)) return ofFamilies(name, loopback, families);
  if (!isDomainName(name)) return noSuchHost(name);
  const failures: LookupFailure[] = [];
  let nameExists = false;
  for (const questionName of questionNames(name, settings)) {
    const asked = await ask({ ...question, name: questionName }, signal);
    if (asked.addresses.length > 0) return ofFamilies(name, asked.addresses, families);
    failures.push(...asked.failures);
    nameExists ||= asked.nameExists;
    if (signal.aborted) break;
  }
  const failure = worstOf(failures);
  if (failure !== undefined) return { ok: false, failure };
  return nameExists ? ofFamilies(name, [], families) : noSuchHost(name);
}

const loopback: readonly IpAddress[] = [
  { family: 6, address: '::1' },
  { family: 4, address: '127.0.0.1' },
];

interface Asked {
  readonly addresses: readonly IpAddress[];
  readonly nameExists: boolean;
  /** One for each family that no server gave an answer for: that of the last server. */
  readonly failures: readonly LookupFailure[];
}

/** Asks server after server, round after round, for the families that no server has answered yet. */
async function ask(
  { name: question, families, settings, query, transcript }: Question,
  signal: AbortSignal,
): Promise<Asked> {
  const { servers, attempts, timeoutMs } = settings;
  const addresses: IpAddress[] = [];
  let nameExists = false;
  let failures = new Map(families.map((family) => [family, unasked]));
  for (let round = 0; round < attempts; round += 1) {
    for (const server of servers) {
      const open = [...failures.keys()];
      if (open.length === 0 || signal.aborted)
        return { addresses, nameExists, failures: [...failures.values()] };
      const answers = await query({ question, families: open, server, timeoutMs }, signal);
      failures = new Map();
      for (const [family, answer] of answers) {
        transcript?.record('resolve.answered', toldOf(answer, { server, name: question, family }));
        if (answer.kind === 'addresses') addresses.push(...answer.addresses);
        else if (answer.kind === 'none') nameExists ||= answer.nameExists;
        else failures.set(family, answer.failure);
      }
    }
  }
  return { addresses, nameExists, failures: [...failures.values()] };
}

function toldOf(
  answer: Answer,
  { server, name, family }: { readonly server: string; readonly name: string; readonly family: 4 | 6 },
): EventFields['resolve.answered'] {
  const asked = { server, name: shortened(name), type: family === 4 ? 'A' : 'AAAA' };
  switch (answer.kind) {
    case 'addresses':
      return { ...asked, answers: answer.addresses.map(({ address }) => address) };
    case 'none':
      return { ...asked, answers: [], problem: answer.nameExists ? 'no such record' : 'no such name' };
    case 'error':
      return { ...asked, answers: [], problem: answer.failure.detail };
    default:
      return answer satisfies never;
  }
}

const unasked: LookupFailure = { reason: 'dns.timed_out', detail: 'no time was left to ask a server' };

/**
 * The failure that says most: a server that may not be asked, before a silent one, before one that cannot be reached,
 * before one that answers nonsense.
 */
function worstOf(failures: readonly LookupFailure[]): LookupFailure | undefined {
  const order = ['policy.denied', 'dns.timed_out', 'dns.unreachable', 'dns.failed'] as const;
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
