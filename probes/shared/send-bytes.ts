import type { Socket } from 'node:net';
import { abortFailure } from '../abort.ts';
import type { Failure } from '../failure.ts';
import { socketFailure } from './socket-failure.ts';
import { tlsFailure } from './tls/tls-failure.ts';

/** Hands bytes of a dialogue to the kernel, or says why that was not to be had before `signal` aborted. */
export function sendBytes(socket: Socket, bytes: Buffer, signal: AbortSignal): Promise<Failure | undefined> {
  if (signal.aborted) return Promise.resolve(abortFailure(signal, 'request', 'dialogue.timed_out'));
  return new Promise((resolve) => {
    const settle = (failure: Failure | undefined): void => {
      signal.removeEventListener('abort', onAbort);
      resolve(failure);
    };
    const onAbort = (): void => settle(abortFailure(signal, 'request', 'dialogue.timed_out'));
    signal.addEventListener('abort', onAbort);
    socket.write(bytes, (error) => {
      if (!error) {
        settle(undefined);
        return;
      }
      // What broke the socket says more than that it is broken.
      const cause = socket.errored ?? error;
      settle(tlsFailure(cause) ?? socketFailure(cause, 'request'));
    });
  });
}
