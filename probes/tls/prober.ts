import type net from 'node:net';
import type { TLSSocket } from 'node:tls';
import type {
  AddressEvidence,
  Outcome,
  PhaseName,
  ProbeContext,
  ProberDefinition,
  Target,
} from '../contract.ts';
import type { Failure } from '../failure.ts';
import { chooseAddress } from '../shared/address.ts';
import { tellTo } from '../shared/assertion.ts';
import { checkRevocation } from '../shared/crl/check.ts';
import { openDirectly } from '../shared/crl/list-server.ts';
import { dial } from '../shared/dial.ts';
import { familyOverride } from '../shared/family-override.ts';
import { startTls, type TlsRequest } from '../shared/tls/handshake.ts';
import { systemRoots } from '../shared/tls/system-roots.ts';
import type { CertificationPath } from '../shared/tls/verdict.ts';
import type { TlsEvidence } from '../tls-evidence.ts';
import { untilAccepted } from './acceptance.ts';
import { unmetDemand } from './demands.ts';
import { tlsFacts } from './facts.ts';
import { tlsFamilies } from './metrics.ts';
import type { TlsObservations } from './observations.ts';
import { type TlsProbeOptions, tlsProbeOptions } from './options.ts';
import { converse } from './starttls/converse.ts';
import { type StartTlsName, startTlsProtocols } from './starttls/protocols.ts';
import { parseTlsTarget } from './target.ts';

/** The port of a target that names none, when the connection starts with TLS. */
const usualPort = 443;

/**
 * Shakes hands with a TLS server, after STARTTLS if asked to, and judges what it shows.
 *
 * Phases: `resolve` from the lookup of the host to the choice of an address; `connect` from the first packet
 * of the TCP handshake to the established connection; `processing` from the connection to the server's go-ahead
 * for STARTTLS, absent without it; `tls` from the ClientHello to the verified certificate, and on to the server's
 * reaction when it asked for a client certificate under TLS 1.3. Revocation lists are looked at after that, in no phase.
 */
export const tlsProber: ProberDefinition<TlsProbeOptions, TlsObservations> = {
  name: 'tls',
  options: tlsProbeOptions,
  overrides: new Map([familyOverride<TlsProbeOptions>()]),
  prepare: async (_target, { tlsOptions }) => {
    if (tlsOptions.ca === undefined) await systemRoots();
  },
  probe: async (target, options, context) => {
    using run = new TlsRun(target, options, context);
    const failure = await run.probe();
    return run.outcome(failure);
  },
  metrics: tlsFamilies,
  facts: tlsFacts,
};

interface Secured {
  readonly evidence: TlsEvidence;
  readonly path: CertificationPath;
}

/** One run: what it has measured so far, and the connection to close behind it. */
class TlsRun implements Disposable {
  readonly #target: Target;
  readonly #options: TlsProbeOptions;
  readonly #context: ProbeContext;
  #socket: net.Socket | undefined;
  readonly #phases: Partial<Record<PhaseName, number>> = {};
  #address: AddressEvidence | undefined;
  #tls: TlsEvidence | undefined;
  #observations: TlsObservations = {};

  constructor(target: Target, options: TlsProbeOptions, context: ProbeContext) {
    this.#target = target;
    this.#options = options;
    this.#context = context;
  }

  [Symbol.dispose](): void {
    this.#socket?.destroy();
  }

  outcome(failure: Failure | undefined): Outcome<TlsObservations> {
    const measured = {
      phases: this.#phases,
      ...(this.#address === undefined ? {} : { address: this.#address }),
      ...(this.#tls === undefined ? {} : { tls: this.#tls }),
      observations: this.#observations,
    };
    return failure === undefined ? { ok: true, ...measured } : { ok: false, failure, ...measured };
  }

  async probe(): Promise<Failure | undefined> {
    const { startTls: protocol, sourceIpAddress, tlsOptions } = this.#options;
    const port = protocol === undefined ? usualPort : startTlsProtocols[protocol].defaultPort;
    const target = parseTlsTarget(this.#target.text, port);
    if (!target.ok) {
      return { phase: 'resolve', reason: 'target.invalid', blame: 'local', detail: target.detail };
    }
    const { host, port: targetPort } = target;
    const destination = { scheme: 'tls', host, port: targetPort };
    const chosen = await chooseAddress(destination, this.#options, this.#context);
    this.#address = chosen.evidence;
    this.#phases.resolve = chosen.evidence.lookupMs;
    if (!chosen.ok) return chosen.failure;

    const to = { ...destination, address: chosen.address, sourceIpAddress };
    const dialled = await dial(to, this.#context);
    if (dialled.durationMs > 0) this.#phases.connect = dialled.durationMs;
    if (!dialled.ok) return dialled.failure;
    this.#own(dialled.socket);

    const serverName = tlsOptions.serverName || this.#target.hostname || target.host;
    if (protocol !== undefined) {
      const failure = await this.#askForTls(dialled.socket, { protocol, serverName });
      if (failure !== undefined) return failure;
    }
    return await this.#secure(dialled.socket, serverName);
  }

  async #askForTls(
    socket: net.Socket,
    { protocol, serverName }: { readonly protocol: StartTlsName; readonly serverName: string },
  ): Promise<Failure | undefined> {
    const { clock } = this.#context;
    const startMs = clock.monotonicMs();
    const introduction = { serverName, localAddress: socket.localAddress ?? '' };
    const conversation = startTlsProtocols[protocol].converse(introduction);
    const failure = await converse(socket, conversation, this.#context);
    this.#phases.processing = clock.monotonicMs() - startMs;
    if (failure === undefined) this.#observations = { startTls: protocol };
    return failure;
  }

  async #secure(socket: net.Socket, serverName: string): Promise<Failure | undefined> {
    const { tlsOptions, alpn, demands, checkRevoked, startTls: protocol } = this.#options;
    const { clock } = this.#context;
    const request: TlsRequest = {
      options: tlsOptions,
      serverName,
      alpn,
      ...(protocol === undefined ? {} : { after: 'plain text' }),
    };
    const handshake = await startTls(socket, request, this.#context);
    if (handshake.durationMs > 0) this.#phases.tls = handshake.durationMs;
    this.#tls = handshake.evidence;
    if (!handshake.ok) return handshake.failure;
    this.#own(handshake.socket);
    const { version, clientCertificateRequested } = handshake.evidence;
    const refusal =
      clientCertificateRequested === true && version === 'TLS 1.3'
        ? await this.#untilAccepted(handshake.socket, handshake.durationMs)
        : undefined;
    handshake.socket.destroy();
    const evidence = checkRevoked ? await this.#withRevocation(handshake) : handshake.evidence;
    this.#tls = evidence;
    return (
      refusal ??
      unmetDemand(demands, evidence, { atMs: clock.wallMs(), tell: tellTo(this.#context.transcript) })
    );
  }

  async #untilAccepted(socket: TLSSocket, handshakeMs: number): Promise<Failure | undefined> {
    const { clock } = this.#context;
    const startMs = clock.monotonicMs();
    const refusal = await untilAccepted(socket, this.#context);
    this.#phases.tls = handshakeMs + clock.monotonicMs() - startMs;
    return refusal;
  }

  async #withRevocation({ evidence, path }: Secured): Promise<TlsEvidence> {
    const open = openDirectly(this.#address?.chosen?.family);
    return { ...evidence, revocation: await checkRevocation(path, open, this.#context) };
  }

  /**
   * Closes the socket with the run; until then its errors are found by whoever reads or writes.
   *
   * A TLS socket takes the place of the one beneath, and closes it: destroying the lower one before the upper one
   * crashes the process (Node.js 20.20, segmentation fault).
   */
  #own(socket: net.Socket): void {
    this.#socket = socket;
    socket.on('error', () => {});
  }
}
