import type net from 'node:net';
import { abortFailure } from '../abort.ts';
import type { Failure } from '../failure.ts';

export type Attempt =
  | { readonly ok: true; readonly socket: net.Socket }
  | { readonly ok: false; readonly failure: Failure };

/**
 * Waits for the connection that `socket` is making; `explain` words its error. Ends when `signal` aborts.
 *
 * On failure the socket is destroyed; on success it has no listener of this function left.
 */
export function untilConnected(
  socket: net.Socket,
  signal: AbortSignal,
  explain: (error: Error) => Failure,
): Promise<Attempt> {
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
    const onError = (error: Error): void => settle({ ok: false, failure: explain(error) });
    signal.addEventListener('abort', onAbort);
    socket.on('connect', onConnect);
    socket.on('error', onError);
  });
}
