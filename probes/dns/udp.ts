import { abortFailure } from '../abort.ts';
import type { Destination, IpAddress, ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { openDatagrams } from '../shared/datagrams.ts';
import { refusedAddress } from '../shared/policy.ts';
import { socketFailure } from '../shared/socket-failure.ts';
import { type Exchanged, malformed } from './exchange.ts';
import type { Query } from './query.ts';
import { readReply } from './reply.ts';

/** Where to send a query to, by which name, and from which address. */
export interface UdpRequest extends Destination {
  readonly address: IpAddress;
  readonly port: number;
  /** Absent: the system's choice. */
  readonly source?: IpAddress;
  readonly query: Query;
}

/** Milliseconds until the socket could be used, and from then to the end. 0: it did not come to that. */
export interface UdpTimes {
  readonly connectMs: number;
  readonly requestMs: number;
}

/**
 * Sends a query in one datagram, if the target policy allows it, and waits for the reply; ends when `context.signal`
 * aborts.
 *
 * Datagrams that are no reply to the query are counted and passed over: anyone may have sent them.
 */
export function exchangeUdp(request: UdpRequest, context: ProbeContext): Promise<UdpTimes & Exchanged> {
  const { address, port, source, query } = request;
  const { clock, signal, transcript } = context;
  const early =
    refusedAddress(request, address, context) ??
    (signal.aborted ? abortFailure(signal, 'connect') : undefined);
  if (early !== undefined) return Promise.resolve({ ok: false, connectMs: 0, requestMs: 0, failure: early });
  const startMs = clock.monotonicMs();
  let connectedMs: number | undefined;
  let foreign = 0;
  return new Promise((resolve) => {
    const settle = (exchanged: Exchanged): void => {
      const endMs = clock.monotonicMs();
      const connectEndMs = connectedMs ?? endMs;
      signal.removeEventListener('abort', onAbort);
      datagrams[Symbol.dispose]();
      resolve({ connectMs: connectEndMs - startMs, requestMs: endMs - connectEndMs, ...exchanged });
    };
    const fail = (failure: Failure): void => settle({ ok: false, failure });
    const onAbort = (): void =>
      fail(connectedMs === undefined ? abortFailure(signal, 'connect') : silence(signal, foreign));
    const datagrams = openDatagrams(
      { host: address.address, port, source: source?.address },
      {
        onConnect: () => {
          connectedMs = clock.monotonicMs();
          datagrams.send(query.message);
        },
        onMessage: (bytes) => {
          const reading = readReply(query, bytes);
          if (reading.kind === 'foreign') {
            foreign += 1;
            if (foreign === 1) transcript.record('dns.foreign', { problem: reading.problem });
          } else if (bytes.length > query.maxUdpBytes) fail(tooLarge(bytes.length, query.maxUdpBytes));
          else if (reading.kind === 'malformed') fail(malformed(reading.problem));
          else settle({ ok: true, message: reading.message });
        },
        onError: (error) => fail(udpFailure(error, connectedMs === undefined ? 'connect' : 'request')),
      },
    );
    signal.addEventListener('abort', onAbort);
  });
}

/** Nobody knows where a datagram got lost; what did arrive shows that the way is open. */
function silence(signal: AbortSignal, foreign: number): Failure {
  const failure = abortFailure(signal, 'response', 'dns.timed_out');
  if (failure.reason !== 'dns.timed_out') return failure;
  if (foreign === 0) return { ...failure, blame: 'network' };
  return {
    ...failure,
    detail: `${failure.detail}; ${foreign} datagrams that were no reply to the query came`,
  };
}

function udpFailure(error: unknown, phase: 'connect' | 'request'): Failure {
  const failure = socketFailure(error, phase);
  if (failure.reason === 'tcp.refused') {
    return { ...failure, reason: 'udp.refused', detail: 'nothing listens on the port: it is unreachable' };
  }
  return failure.reason === 'tcp.address_unreachable' ? { ...failure, reason: 'dns.unreachable' } : failure;
}

function tooLarge(sizeBytes: number, maxBytes: number): Failure {
  return {
    phase: 'response',
    reason: 'dns.too_large',
    blame: 'target',
    detail: `the reply has ${sizeBytes} bytes where the query allows ${maxBytes}: see edns`,
  };
}
