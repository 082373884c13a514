import { Resolver as AresResolver } from 'node:dns';
import type { IpAddress, LookupFailure } from '../contract.ts';
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

/**
 * Asks one server for the addresses of a name, one query per family, all at once; never rejects, and ends when
 * `signal` aborts. One answer per family.
 *
 * Every call has a c-ares channel of its own, so that no answer and no state of a server is remembered. It
 * asks over UDP, and over TCP when the answer was truncated.
 */
export async function queryName(query: NameQuery, signal: AbortSignal): Promise<ReadonlyMap<4 | 6, Answer>> {
  // c-ares looks at its own time-outs only every so often; the timer below ends the query when it is due.
  const channel = new AresResolver({ timeout: 2 * query.timeoutMs, tries: 1 });
  channel.setServers([query.server]);
  const cancel = (): void => channel.cancel();
  const timer = setTimeout(cancel, query.timeoutMs);
  signal.addEventListener('abort', cancel);
  try {
    const asked = query.families.map(
      async (family) => [family, await queryFamily(channel, query, family)] as const,
    );
    return new Map(await Promise.all(asked));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }
}

function queryFamily(channel: AresResolver, query: NameQuery, family: 4 | 6): Promise<Answer> {
  return new Promise((resolve) => {
    const settle = (error: NodeJS.ErrnoException | null, texts: readonly string[]): void =>
      resolve(error === null ? addressesAnswer(texts) : errorAnswer(error.code, query));
    if (family === 4) channel.resolve4(query.question, settle);
    else channel.resolve6(query.question, settle);
  });
}

function addressesAnswer(texts: readonly string[]): Answer {
  return { kind: 'addresses', addresses: texts.flatMap((text) => parseIpLiteral(text) ?? []) };
}

const answered: ReadonlyMap<string, string> = new Map([
  ['ESERVFAIL', 'answered SERVFAIL'],
  ['EREFUSED', 'answered REFUSED'],
  ['ENOTIMP', 'answered NOTIMP'],
  ['EFORMERR', 'answered FORMERR'],
  ['EBADRESP', 'sent an answer that makes no sense'],
]);

function errorAnswer(code: string | undefined, { question, server }: NameQuery): Answer {
  switch (code ?? 'no code') {
    case 'ENOTFOUND':
      return { kind: 'none', nameExists: false };
    case 'ENODATA':
      return { kind: 'none', nameExists: true };
    case 'ETIMEOUT':
    case 'ECANCELLED':
      return problem('dns.timed_out', `the resolver ${server} did not answer in time`);
    case 'ECONNREFUSED':
      return problem('dns.unreachable', `the resolver ${server} cannot be reached`);
    default: {
      const what = answered.get(code ?? '') ?? `failed with ${code ?? 'no code'}`;
      return problem('dns.failed', `the resolver ${server} ${what} for ${question}`);
    }
  }
}

function problem(reason: LookupFailure['reason'], detail: string): Answer {
  return { kind: 'error', failure: { reason, detail } };
}
