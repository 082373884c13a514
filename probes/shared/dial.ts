import net from 'node:net';
import { abortFailure } from '../abort.ts';
import type { IpAddress, ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { socketFailure } from './socket-failure.ts';
import { chooseSource } from './source-address.ts';
import { untilConnected } from './until-connected.ts';

/** Where to connect to, and from which address. */
export interface DialRequest {
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
 * Connects over TCP: one address, one attempt, no name resolution. Ends when `context.signal` aborts.
 *
 * The socket has `TCP_NODELAY` set and no listeners: whoever receives it listens for `error` before the next
 * turn of the event loop, and destroys it.
 */
export async function dial(to: DialRequest, context: ProbeContext): Promise<Dialled> {
  const { clock, signal } = context;
  const source = chooseSource(to.sourceIpAddress, to.address);
  if (!source.ok) return { durationMs: 0, ...source };
  if (signal.aborted) return { durationMs: 0, ok: false, failure: abortFailure(signal, 'connect') };
  const startMs = clock.monotonicMs();
  const localAddress = source.source?.address;
  const socket = net.connect({
    host: to.address.address,
    port: to.port,
    autoSelectFamily: false,
    noDelay: true,
    ...(localAddress === undefined ? {} : { localAddress }),
  });
  const attempt = await untilConnected(socket, signal, (error) => socketFailure(error, 'connect'));
  return { durationMs: clock.monotonicMs() - startMs, ...attempt };
}
