import net from 'node:net';
import { abortFailure } from '../abort.ts';
import type { Destination, IpAddress, ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import type { EventFields } from '../transcript.ts';
import { refusedAddress } from './policy.ts';
import { socketFailure } from './socket-failure.ts';
import { chooseSource } from './source-address.ts';
import { untilConnected } from './until-connected.ts';

/** Where to connect to, by which name, and from which address. */
export interface DialRequest extends Destination {
  readonly address: IpAddress;
  readonly port: number;
  /** An IP address of this host, of the family of `address`; empty for the kernel's choice. */
  readonly sourceIpAddress: string;
}

/**
 * A connection, or why there is none. `durationMs` is from the start of the attempt to its end, 0 when there was
 * no attempt.
 */
export type Dialled = { readonly durationMs: number } & (
  | { readonly ok: true; readonly socket: net.Socket }
  | { readonly ok: false; readonly failure: Failure }
);

/**
 * Connects over TCP, if the target policy allows it: one address, one attempt, no name resolution. Ends when
 * `context.signal` aborts.
 *
 * The socket has `TCP_NODELAY` set and no listeners: whoever receives it listens for `error` before the next
 * turn of the event loop, and destroys it.
 */
export async function dial(to: DialRequest, context: ProbeContext): Promise<Dialled> {
  const { clock, signal, transcript } = context;
  const refused = refusedAddress(to, to.address, context);
  if (refused !== undefined) return { durationMs: 0, ok: false, failure: refused };
  const source = chooseSource(to.sourceIpAddress, to.address);
  if (!source.ok) return { durationMs: 0, ...source };
  if (signal.aborted) return { durationMs: 0, ok: false, failure: abortFailure(signal, 'connect') };
  const { address } = to.address;
  transcript.record('connect.started', { ip: address, port: to.port });
  const startMs = clock.monotonicMs();
  const localAddress = source.source?.address;
  const socket = net.connect({
    host: address,
    port: to.port,
    autoSelectFamily: false,
    noDelay: true,
    ...(localAddress === undefined ? {} : { localAddress }),
  });
  const attempt = await untilConnected(socket, signal, (error) => socketFailure(error, 'connect'));
  const durationMs = clock.monotonicMs() - startMs;
  if (attempt.ok) transcript.record('connect.established', endsOf(attempt.socket, to));
  else transcript.record('connect.failed', { detail: attempt.failure.detail });
  return { durationMs, ...attempt };
}

/** The far end is the one that was dialled; the near one costs a system call, but nobody else can say its port. */
function endsOf(
  { localAddress, localPort }: net.Socket,
  { address, port }: DialRequest,
): EventFields['connect.established'] {
  return {
    ...(localAddress === undefined ? {} : { local: authority(localAddress, localPort) }),
    remote: authority(address.address, port),
  };
}

function authority(address: string, port: number | undefined): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port ?? 0}`;
}
