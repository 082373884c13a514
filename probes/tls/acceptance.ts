import type { TLSSocket } from 'node:tls';
import { abortFailure } from '../abort.ts';
import type { ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { socketFailure } from '../shared/socket-failure.ts';
import { tlsFailure } from '../shared/tls/tls-failure.ts';

/** Any of these shows that the peer went on after it had seen, or missed, our certificate. */
const acceptances = ['session', 'data', 'end', 'close'] as const;

/**
 * Waits until a peer that asked for a client certificate under TLS 1.3 shows whether it accepts what it got: it says
 * so only after the handshake is over for us (RFC 8446, section 4.4.2.4). `undefined` when it does.
 *
 * It accepts by a session ticket, by data, or by closing in order. To have even a silent peer answer, we close our
 * side: there is nothing that we want to say. The socket is left to be destroyed.
 */
export function untilAccepted(
  socket: TLSSocket,
  { signal }: Pick<ProbeContext, 'signal'>,
): Promise<Failure | undefined> {
  return new Promise((resolve) => {
    const settle = (failure?: Failure): void => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      for (const event of acceptances) socket.off(event, onAccepted);
      resolve(failure);
    };
    const onAccepted = (): void => settle();
    const onError = (error: Error): void => settle(tlsFailure(error) ?? socketFailure(error, 'tls'));
    const onAbort = (): void => {
      const { detail, ...failure } = abortFailure(signal, 'tls');
      settle({ ...failure, detail: `${detail}, before the peer accepted our certificate or its absence` });
    };
    if (signal.aborted) {
      resolve(abortFailure(signal, 'tls'));
      return;
    }
    socket.on('error', onError);
    for (const event of acceptances) socket.on(event, onAccepted);
    signal.addEventListener('abort', onAbort);
    socket.end();
  });
}
