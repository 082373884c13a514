import { randomInt } from 'node:crypto';
import net from 'node:net';
import type { LookupFailure } from '../contract.ts';
import { recordClasses, recordTypes } from '../dns/mnemonics.ts';
import { createQuery, type Query } from '../dns/query.ts';
import { exchangeOverStream } from '../dns/stream.ts';
import type { Failure } from '../failure.ts';
import { DatagramExchange } from './datagram-exchange.ts';
import type { DatagramEnds } from './datagrams.ts';
import { splitHostPort } from './host-port.ts';
import {
  type Answer,
  addressType,
  answerOf,
  type FamilyQuery,
  type NameQuery,
  silence,
} from './name-query.ts';
import { socketFailure } from './socket-failure.ts';
import { startTimeLimit } from './time-limit.ts';
import { untilConnected } from './until-connected.ts';

/** Where a server of `resolv.conf` or of a module is: an address alone means port 53. */
export function serverEndpoint(server: string): DatagramEnds {
  const split = splitHostPort(server);
  return split.ok ? { host: split.host, port: Number(split.port) } : { host: server, port: 53 };
}

/**
 * Asks one server for the addresses of a name, one query per family, all at once; never rejects, and ends when
 * `signal` aborts. One answer per family.
 *
 * Every call has a socket of its own, so that no answer and no state of a server is remembered. It asks over UDP
 * without EDNS, and over TCP when the answer was truncated. The timers of c-ares, one a second for each query that waits, are
 * why it is not used: a thousand of them come due together.
 */
export async function queryName(query: NameQuery, signal: AbortSignal): Promise<ReadonlyMap<4 | 6, Answer>> {
  using limit = startTimeLimit(query.timeoutMs, signal);
  using datagrams = new DatagramExchange(serverEndpoint(query.server));
  const asked = query.families.map(async (family) => {
    const answer = await queryFamily({ family, query }, datagrams, limit.signal);
    return [family, answer] as const;
  });
  return new Map(await Promise.all(asked));
}

async function queryFamily(
  familyQuery: FamilyQuery,
  datagrams: DatagramExchange,
  signal: AbortSignal,
): Promise<Answer> {
  const { family, query } = familyQuery;
  const created = createQuery({
    id: randomInt(0x1_00_00),
    name: query.question,
    type: recordTypes.get(addressType(family)) ?? 0,
    classNumber: recordClasses.get('IN') ?? 0,
    recursionDesired: true,
    authenticDataWanted: false,
  });
  if (!created.ok) return problem('dns.failed', `the name ${query.question} ${created.problem}`);
  const reply = await datagrams.ask(created.query, signal);
  switch (reply.kind) {
    case 'reply':
      return reply.message.flags.has('tc')
        ? await queryOverTcp(familyQuery, created.query, signal)
        : answerOf(reply.message, familyQuery);
    case 'malformed':
      return nonsense(query);
    case 'error':
      return unreachable(query, reply.error);
    case 'none':
      return { kind: 'error', failure: silence(query) };
    default:
      return reply satisfies never;
  }
}

async function queryOverTcp(familyQuery: FamilyQuery, dnsQuery: Query, signal: AbortSignal): Promise<Answer> {
  const { query } = familyQuery;
  const { host, port } = serverEndpoint(query.server);
  let refusal: Error | undefined;
  const socket = net.connect({ host, port, autoSelectFamily: false, noDelay: true });
  const connected = await untilConnected(socket, signal, (error) => {
    refusal = error;
    return socketFailure(error, 'connect');
  });
  if (!connected.ok) {
    return refusal === undefined ? { kind: 'error', failure: silence(query) } : unreachable(query, refusal);
  }
  socket.on('error', () => {});
  try {
    const exchanged = await exchangeOverStream(socket, dnsQuery, { signal });
    return exchanged.ok ? answerOf(exchanged.message, familyQuery) : failedAnswer(exchanged.failure, query);
  } finally {
    socket.destroy();
  }
}

function failedAnswer({ reason }: Failure, query: NameQuery): Answer {
  if (reason === 'dns.timed_out' || reason === 'local.aborted')
    return { kind: 'error', failure: silence(query) };
  if (reason === 'dns.malformed' || reason === 'dns.mismatched') return nonsense(query);
  return problem('dns.failed', `the resolver ${query.server} failed with ${reason} for ${query.question}`);
}

function nonsense({ server, question }: NameQuery): Answer {
  return problem('dns.failed', `the resolver ${server} sent an answer that makes no sense for ${question}`);
}

function unreachable({ server }: NameQuery, error: Error): Answer {
  const code = 'code' in error ? String(error.code) : error.message;
  const why = code === 'ECONNREFUSED' ? '' : ` (${code})`;
  return problem('dns.unreachable', `the resolver ${server} cannot be reached${why}`);
}

function problem(reason: LookupFailure['reason'], detail: string): Answer {
  return { kind: 'error', failure: { reason, detail } };
}
