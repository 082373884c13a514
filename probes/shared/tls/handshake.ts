import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { abortFailure } from '../../abort.ts';
import type { ProbeContext } from '../../contract.ts';
import type { Failure } from '../../failure.ts';
import type { CertificateFault, TlsEvidence, TlsVerification } from '../../tls-evidence.ts';
import type { EventFields } from '../../transcript.ts';
import { socketFailure } from '../socket-failure.ts';
import type { TlsOptions } from './options.ts';
import { prepareTls } from './preparation.ts';
import { allowsAnyVersion } from './secure-context.ts';
import { sniFor } from './server-name.ts';
import { shakeHands } from './shake-hands.ts';
import { type CertificationPath, judgePeer } from './verdict.ts';

/** What to ask of the peer. */
export interface TlsRequest {
  readonly options: TlsOptions;
  /**
   * The DNS name or IP address to verify and, for a name, to send as SNI. Used as it stands: whether
   * `options.serverName` goes before it is for the caller to decide.
   */
  readonly serverName: string;
  /** The application protocols to offer, the preferred one first. */
  readonly alpn?: readonly string[];
  /**
   * What the connection was used for so far. Bytes that were received after plain text are dropped, so that nothing
   * slipped in before counts as said under TLS; on a new connection they are the peer's answer to our handshake.
   */
  readonly after?: 'plain text';
}

/** An encrypted connection, or why there is none. `durationMs` is that of the handshake, judgement included. */
export type TlsHandshake = { readonly durationMs: number } & (
  | {
      readonly ok: true;
      readonly socket: TLSSocket;
      readonly evidence: TlsEvidence;
      readonly path: CertificationPath;
    }
  | { readonly ok: false; readonly failure: Failure; readonly evidence?: TlsEvidence }
);

/**
 * Starts TLS on a connected socket, at once or after STARTTLS; ends when `context.signal` aborts.
 *
 * Reads the certificates that the options name, shakes hands, and judges the peer by the rules of Go's
 * crypto/x509. What a refused peer showed is kept. No session is ever resumed.
 *
 * The returned socket has one listener, which ignores errors: one that comes before the caller's own listener is
 * no uncaught exception. On failure the socket is destroyed; `durationMs` is 0 when nothing was sent.
 */
export async function startTls(
  socket: Socket,
  request: TlsRequest,
  context: ProbeContext,
): Promise<TlsHandshake> {
  const { options, serverName, alpn = [] } = request;
  const { clock, signal, transcript } = context;
  socket.on('error', ignore);
  const prepared = await prepareTls(options, { signal, atMs: clock.wallMs() });
  if (!prepared.ok) return unsent(socket, prepared.failure);
  const hindrance = obstacle(socket, request, signal);
  if (hindrance !== undefined) return unsent(socket, hindrance);
  while (request.after === 'plain text' && socket.readableLength > 0) socket.read();
  const { roots, secureContext } = prepared.preparation;
  transcript.record('tls.started', { server_name: serverName, alpn });
  const startMs = clock.monotonicMs();
  const shaken = await shakeHands(socket, { secureContext, sni: sniFor(serverName), alpn }, signal);
  if (!shaken.ok && shaken.seen.certificates.length === 0) {
    const durationMs = clock.monotonicMs() - startMs;
    transcript.record('tls.failed', { subjects: [], detail: shaken.failure.detail });
    return { ok: false, durationMs, failure: shaken.failure };
  }
  const verdict = judgePeer(shaken.seen, {
    roots,
    serverName,
    atMs: clock.wallMs(),
    mayBeUnverified: options.insecureSkipVerify,
  });
  const durationMs = clock.monotonicMs() - startMs;
  const { evidence, path } = verdict;
  const failure = shaken.ok ? verdict.failure : shaken.failure;
  if (failure !== undefined) transcript.record('tls.failed', { ...toldOf(evidence), detail: failure.detail });
  else transcript.record('tls.established', toldOf(evidence));
  if (!shaken.ok) return { ok: false, durationMs, failure: shaken.failure, evidence };
  if (verdict.failure !== undefined) {
    shaken.socket.destroy();
    return { ok: false, durationMs, failure: verdict.failure, evidence };
  }
  return { ok: true, durationMs, socket: shaken.socket, evidence, path };
}

function toldOf({
  version,
  cipher,
  group,
  alpn,
  chain,
  verification,
}: TlsEvidence): EventFields['tls.established'] {
  const fault = verification === undefined ? undefined : faultOf(verification);
  return {
    ...(version === undefined ? {} : { version }),
    ...(cipher === undefined ? {} : { cipher }),
    ...(group === undefined ? {} : { group }),
    ...(alpn === undefined ? {} : { alpn }),
    ...(verification === undefined ? {} : { verification: verification.kind }),
    ...(fault === undefined ? {} : { fault }),
    subjects: chain.map(({ subject }) => subject),
  };
}

function faultOf(verification: TlsVerification): CertificateFault | undefined {
  if (verification.kind === 'refused') return verification.fault;
  return verification.kind === 'skipped' ? verification.wouldFailWith : undefined;
}

function unsent(socket: Socket, failure: Failure): TlsHandshake {
  socket.destroy();
  return { ok: false, durationMs: 0, failure };
}

/** Why there is no point in sending anything. */
function obstacle(
  socket: Socket,
  { options, serverName }: TlsRequest,
  signal: AbortSignal,
): Failure | undefined {
  if (signal.aborted) return abortFailure(signal, 'tls');
  if (socket.errored) return socketFailure(socket.errored, 'tls');
  if (socket.destroyed) {
    return {
      phase: 'tls',
      reason: 'tcp.closed',
      blame: 'target',
      detail: 'the target closed the connection before the TLS handshake',
    };
  }
  if (serverName === '' && !options.insecureSkipVerify) {
    return unusable('there is no name to verify: set server_name or insecure_skip_verify');
  }
  return allowsAnyVersion(options) ? undefined : unusable('min_version is above max_version');
}

function unusable(detail: string): Failure {
  return { phase: 'tls', reason: 'local.options', blame: 'local', detail };
}

function ignore(): void {}
