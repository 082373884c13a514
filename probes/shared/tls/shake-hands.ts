import type { Socket } from 'node:net';
import { type ConnectionOptions, connect, type SecureContext, type TLSSocket } from 'node:tls';
import { abortFailure } from '../../abort.ts';
import type { Failure } from '../../failure.ts';
import { socketFailure } from '../socket-failure.ts';
import { agreedOn, askedForCertificate, certificatesSent, type SeenOfPeer } from './seen.ts';
import { tlsFailure } from './tls-failure.ts';

/** What goes into the ClientHello. */
export interface ClientHello {
  readonly secureContext: SecureContext;
  /** Empty for none. */
  readonly sni: string;
  readonly alpn: readonly string[];
}

/** The end of a handshake that nobody has judged yet, with all that it showed of the peer. */
export type Shaken = { readonly seen: SeenOfPeer } & (
  | { readonly ok: true; readonly socket: TLSSocket }
  | { readonly ok: false; readonly failure: Failure }
);

/**
 * Shakes hands over a connected socket, without a look at the certificates. On failure both sockets are
 * destroyed. Of the listeners only one that ignores errors stays.
 */
export function shakeHands(socket: Socket, hello: ClientHello, signal: AbortSignal): Promise<Shaken> {
  // node:tls takes requestOCSP here as well; only the types of connect() do not say so.
  const options: ConnectionOptions & { readonly requestOCSP: boolean } = {
    socket,
    secureContext: hello.secureContext,
    servername: hello.sni,
    ALPNProtocols: [...hello.alpn],
    rejectUnauthorized: false,
    // Asked for as Go does. The event of the answer is also the one moment at which a certificate can be had
    // from a handshake that fails later, for want of a client certificate or of time.
    requestOCSP: true,
  };
  const secure = connect(options);
  secure.on('error', ignore);
  return new Promise((resolve) => {
    let seen: SeenOfPeer = { agreed: {}, certificates: [] };
    const look = (): void => {
      const { certificates } = seen;
      seen = {
        ...seen,
        agreed: agreedOn(secure),
        certificates: certificates.length === 0 ? certificatesSent(secure) : certificates,
      };
    };
    const lookClosely = (): void => {
      look();
      const clientCertificateRequested = askedForCertificate(secure);
      if (clientCertificateRequested !== undefined) seen = { ...seen, clientCertificateRequested };
    };
    const onStaple = (response: Buffer | null): void => {
      if (response !== null) seen = { ...seen, staple: response };
      lookClosely();
    };
    const settle = (failure?: Failure): void => {
      signal.removeEventListener('abort', onAbort);
      secure
        .off('OCSPResponse', onStaple)
        .off('secureConnect', onSecure)
        .off('error', onError)
        .off('close', onClose);
      if (failure === undefined) {
        resolve({ ok: true, socket: secure, seen });
        return;
      }
      secure.destroy();
      socket.destroy();
      resolve({ ok: false, failure, seen });
    };
    const onSecure = (): void => {
      lookClosely();
      settle();
    };
    const onError = (error: Error): void => settle(failureOf(error, seen));
    const onClose = (): void => settle(closed);
    const onAbort = (): void => {
      look();
      settle(abortFailure(signal, 'tls'));
    };
    secure
      .on('OCSPResponse', onStaple)
      .on('secureConnect', onSecure)
      .on('error', onError)
      .on('close', onClose);
    signal.addEventListener('abort', onAbort);
  });
}

const closed: Failure = {
  phase: 'tls',
  reason: 'tcp.closed',
  blame: 'target',
  detail: 'the target closed the connection during the TLS handshake',
};

function failureOf(error: Error, { certificates }: SeenOfPeer): Failure {
  const fromTls = tlsFailure(error, certificates.length === 0 ? 'before certificate' : 'after certificate');
  if (fromTls !== undefined) return fromTls;
  // node:tls reports an orderly end as a reset, but one that no system call reported.
  const isEnd = 'code' in error && error.code === 'ECONNRESET' && !('syscall' in error);
  return isEnd ? closed : socketFailure(error, 'tls');
}

function ignore(): void {}
