import net from 'node:net';
import { abortFailure } from '../abort.ts';
import type { IpAddress, ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { parseIpLiteral } from './ip-literal.ts';
import { shortened } from './shortened.ts';
import { socketFailure } from './socket-failure.ts';

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
  const source = chooseSource(to);
  if (!source.ok) return { durationMs: 0, ...source };
  if (signal.aborted) return { durationMs: 0, ok: false, failure: abortFailure(signal, 'connect') };
  const startMs = clock.monotonicMs();
  const attempted = await attempt({ ...to, ...source.options }, signal);
  return { durationMs: clock.monotonicMs() - startMs, ...attempted };
}

type Attempt =
  | { readonly ok: true; readonly socket: net.Socket }
  | { readonly ok: false; readonly failure: Failure };

function attempt(
  to: DialRequest & { readonly localAddress?: string },
  signal: AbortSignal,
): Promise<Attempt> {
  const { address, port, localAddress } = to;
  const socket = net.connect({
    host: address.address,
    port,
    autoSelectFamily: false,
    noDelay: true,
    ...(localAddress === undefined ? {} : { localAddress }),
  });
  return new Promise((resolve) => {
    const settle = (result: Attempt): void => {
      signal.removeEventListener('abort', onAbort);
      socket.off('connect', onConnect);
      socket.off('error', onError);
      if (!result.ok) socket.destroy();
      resolve(result);
    };
    const onAbort = (): void => settle({ ok: false, failure: abortFailure(signal, 'connect') });
    const onConnect = (): void => settle({ ok: true, socket });
    const onError = (error: Error): void => settle({ ok: false, failure: socketFailure(error, 'connect') });
    signal.addEventListener('abort', onAbort);
    socket.on('connect', onConnect);
    socket.on('error', onError);
  });
}

type Source =
  | { readonly ok: true; readonly options: { readonly localAddress?: string } }
  | { readonly ok: false; readonly failure: Failure };

function chooseSource({ address, sourceIpAddress }: DialRequest): Source {
  if (sourceIpAddress === '') return { ok: true, options: {} };
  const source = sourceIpAddress.includes('%') ? undefined : parseIpLiteral(sourceIpAddress);
  if (source === undefined)
    return badSource(`source address "${shortened(sourceIpAddress)}" is not an IP address`);
  if (source.family !== address.family) {
    return badSource(
      `source address ${source.address} cannot reach ${address.address}: other address family`,
    );
  }
  return { ok: true, options: { localAddress: source.address } };
}

function badSource(detail: string): Source {
  return { ok: false, failure: { phase: 'connect', reason: 'local.source_address', blame: 'local', detail } };
}
