import { Resolver as AresResolver } from 'node:dns';
import { isDomainName, questionNames } from '../../probes/shared/domain-name.ts';
import type { ResolverSettings } from '../../probes/shared/resolv-conf.ts';
import { shortened } from '../../probes/shared/shortened.ts';
import type { DnsSdConfig } from '../config/schedule.ts';

export type RecordType = DnsSdConfig['type'];

/** A record of one of these types. */
export interface DnsRecord {
  /** A name without its last dot, or an address. */
  readonly host: string;
  /** Of SRV only. */
  readonly port?: number;
}

/** The records of a name, none when it has none; or why nobody knows. */
export type RecordLookup =
  | { readonly ok: true; readonly records: readonly DnsRecord[] }
  | { readonly ok: false; readonly detail: string };

/** What to ask whom. */
export interface RecordQuestion {
  readonly name: string;
  readonly type: RecordType;
  readonly settings: ResolverSettings;
}

/**
 * Asks the servers for the records of a name, completed with the search domains; ends when `signal` aborts.
 *
 * The first question that has records wins, as in Prometheus. There are none when every question was answered so.
 */
export async function lookUpRecords(
  { name, type, settings }: RecordQuestion,
  signal: AbortSignal,
): Promise<RecordLookup> {
  if (!isDomainName(name))
    return { ok: false, detail: `${JSON.stringify(shortened(name))} is no domain name` };
  // A channel of its own for each lookup remembers no answer; it goes from server to server by itself.
  const channel = new AresResolver({ timeout: settings.timeoutMs, tries: settings.attempts });
  channel.setServers(settings.servers);
  const cancel = (): void => channel.cancel();
  signal.addEventListener('abort', cancel);
  try {
    let failure: RecordLookup | undefined;
    for (const question of questionNames(name, settings)) {
      if (signal.aborted) return silence;
      const answer = await ask(channel, { question, type });
      if (answer.ok && answer.records.length > 0) return answer;
      if (!answer.ok) failure ??= answer;
    }
    return failure ?? { ok: true, records: [] };
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function ask(
  channel: AresResolver,
  { question, type }: { readonly question: string; readonly type: RecordType },
): Promise<RecordLookup> {
  return new Promise((resolve) => {
    const settle = (error: NodeJS.ErrnoException | null, records: readonly DnsRecord[]): void =>
      resolve(error === null ? { ok: true, records } : errorLookup(error.code ?? 'no code', question));
    const settleAddresses = (error: NodeJS.ErrnoException | null, addresses: readonly string[]): void =>
      settle(error, error === null ? addresses.map((host) => ({ host })) : []);
    switch (type) {
      case 'A':
        channel.resolve4(question, settleAddresses);
        break;
      case 'AAAA':
        channel.resolve6(question, settleAddresses);
        break;
      case 'SRV':
        channel.resolveSrv(question, (error, records) =>
          settle(error, error === null ? records.flatMap(serviceOf) : []),
        );
        break;
    }
  });
}

/** A target of "." says that there is no such service (RFC 2782). */
function serviceOf({ name, port }: { readonly name: string; readonly port: number }): readonly DnsRecord[] {
  const host = name.replace(/\.+$/u, '');
  return host === '' ? [] : [{ host, port }];
}

const silence: RecordLookup = { ok: false, detail: 'no name server answered in time' };

function errorLookup(code: string, question: string): RecordLookup {
  switch (code) {
    case 'ENOTFOUND':
    case 'ENODATA':
      return { ok: true, records: [] };
    case 'ETIMEOUT':
    case 'ECANCELLED':
      return silence;
    case 'ECONNREFUSED':
      return { ok: false, detail: 'no name server can be reached' };
    default:
      return { ok: false, detail: `the name servers answered ${code.replace(/^E/, '')} for ${question}` };
  }
}
