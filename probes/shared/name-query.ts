import type { IpAddress, LookupFailure } from '../contract.ts';
import type { DnsMessage } from '../dns/message.ts';
import { recordTypes, responseCodeName } from '../dns/mnemonics.ts';
import { parseIpLiteral } from './ip-literal.ts';

/** One question to one server. */
export interface NameQuery {
  /** With a trailing dot. */
  readonly question: string;
  readonly families: readonly (4 | 6)[];
  /** As the way of asking takes it; over UDP `address` or `[address]:port`. */
  readonly server: string;
  /** For the answer to arrive. At most the longest delay of a timer, 2^31 - 1. */
  readonly timeoutMs: number;
}

/** What a server said about one family; only an `error` is worth asking another server for. */
export type Answer =
  | { readonly kind: 'addresses'; readonly addresses: readonly IpAddress[] }
  /** The server vouches that there is no address; `nameExists` if there is something else by that name. */
  | { readonly kind: 'none'; readonly nameExists: boolean }
  | { readonly kind: 'error'; readonly failure: LookupFailure };

/**
 * Asks one server for the addresses of a name in each family; never rejects, and ends when `signal` aborts. One answer
 * per family.
 */
export type QueryServer = (query: NameQuery, signal: AbortSignal) => Promise<ReadonlyMap<4 | 6, Answer>>;

/** One family's part of a query. */
export interface FamilyQuery {
  readonly family: 4 | 6;
  readonly query: NameQuery;
}

/** The type of record that holds addresses of a family. */
export function addressType(family: 4 | 6): 'A' | 'AAAA' {
  return family === 4 ? 'A' : 'AAAA';
}

/** What the code (RFC 1035, section 4.1.1) and the answer section of a reply say of one family. */
export function answerOf({ responseCode, answers }: DnsMessage, { family, query }: FamilyQuery): Answer {
  const code = responseCodeName(responseCode);
  if (code === 'NXDOMAIN') return { kind: 'none', nameExists: false };
  if (code !== 'NOERROR') {
    const detail = `the resolver ${query.server} answered ${code} for ${query.question}`;
    return { kind: 'error', failure: { reason: 'dns.failed', detail } };
  }
  const type = recordTypes.get(addressType(family));
  const addresses = answers
    .filter((record) => record.type === type)
    .flatMap(({ data }) => parseIpLiteral(data) ?? []);
  return addresses.length === 0 ? { kind: 'none', nameExists: true } : { kind: 'addresses', addresses };
}

/** The failure of a server that sent no answer within its time. */
export function silence({ server }: NameQuery): LookupFailure {
  return { reason: 'dns.timed_out', detail: `the resolver ${server} did not answer in time` };
}
