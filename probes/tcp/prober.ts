import type net from 'node:net';
import type {
  AddressEvidence,
  Outcome,
  PhaseName,
  ProbeContext,
  ProberDefinition,
  Target,
  TlsEvidence,
} from '../contract.ts';
import type { Failure } from '../failure.ts';
import { chooseAddress } from '../shared/address.ts';
import { dial } from '../shared/dial.ts';
import { runDialogue } from '../shared/dialogue.ts';
import { lookupPort, splitHostPort } from '../shared/host-port.ts';
import { startTls } from '../shared/tls/handshake.ts';
import { systemRoots } from '../shared/tls/system-roots.ts';
import { tcpFacts } from './facts.ts';
import { tcpFamilies } from './metrics.ts';
import type { TcpObservations } from './observations.ts';
import { type TcpOptions, tcpOptions } from './options.ts';

/**
 * Connects to a `host:port`, with TLS if asked to, and holds a dialogue of lines.
 *
 * Phases: `resolve` from the lookup of the host to the choice of an address; `connect` from the first packet
 * of the TCP handshake to the established connection; `tls` from the ClientHello to the verified certificate,
 * at the start or for STARTTLS; `processing` from the connection, with TLS if it starts with it, to the end of
 * the dialogue, without the time of a STARTTLS handshake, absent when there is no dialogue.
 */
export const tcpProber: ProberDefinition<TcpOptions, TcpObservations> = {
  name: 'tcp',
  options: tcpOptions,
  prepare: async (_target, options) => {
    if (options.tls && options.tlsOptions.ca === undefined) await systemRoots();
  },
  probe: async (target, options, context) => {
    using run = new TcpRun(target, options, context);
    const failure = await run.probe();
    return run.outcome(failure);
  },
  metrics: tcpFamilies,
  facts: tcpFacts,
};

/** One run: what it has measured so far, and the connection to close behind it. */
class TcpRun implements Disposable {
  readonly #target: Target;
  readonly #options: TcpOptions;
  readonly #context: ProbeContext;
  #socket: net.Socket | undefined;
  readonly #phases: Partial<Record<PhaseName, number>> = {};
  #address: AddressEvidence | undefined;
  #tls: TlsEvidence | undefined;
  #observations: TcpObservations = { encrypted: false };

  constructor(target: Target, options: TcpOptions, context: ProbeContext) {
    this.#target = target;
    this.#options = options;
    this.#context = context;
  }

  [Symbol.dispose](): void {
    this.#socket?.destroy();
  }

  outcome(failure: Failure | undefined): Outcome<TcpObservations> {
    const measured = {
      phases: this.#phases,
      ...(this.#address === undefined ? {} : { address: this.#address }),
      ...(this.#tls === undefined ? {} : { tls: this.#tls }),
      observations: this.#observations,
    };
    return failure === undefined ? { ok: true, ...measured } : { ok: false, failure, ...measured };
  }

  async probe(): Promise<Failure | undefined> {
    const split = splitHostPort(this.#target.text);
    if (!split.ok) return badTarget('resolve', split.detail);
    const chosen = await chooseAddress(split.host, this.#options, this.#context);
    this.#address = chosen.evidence;
    this.#phases.resolve = chosen.evidence.lookupMs;
    if (!chosen.ok) return chosen.failure;
    const port = lookupPort(split.port);
    if (!port.ok) return badTarget('connect', port.detail);

    const { sourceIpAddress } = this.#options;
    this.#context.transcript.record('debug', 'Connecting', { ip: chosen.address.address, port: port.port });
    const dialled = await dial({ address: chosen.address, port: port.port, sourceIpAddress }, this.#context);
    if (dialled.durationMs > 0) this.#phases.connect = dialled.durationMs;
    if (!dialled.ok) return dialled.failure;
    this.#own(dialled.socket);
    this.#context.transcript.record('debug', 'Connected');

    let { socket } = dialled;
    if (this.#options.tls) {
      const secured = await this.#secure(socket, split.host);
      if (!secured.ok) return secured.failure;
      socket = secured.socket;
    }
    return await this.#converse(socket, split.host);
  }

  async #secure(socket: net.Socket, host: string) {
    const { tlsOptions } = this.#options;
    const serverName = tlsOptions.serverName || this.#target.hostname || host;
    const handshake = await startTls(socket, { options: tlsOptions, serverName }, this.#context);
    if (handshake.durationMs > 0) this.#phases.tls = handshake.durationMs;
    this.#tls = handshake.evidence;
    if (handshake.ok) {
      this.#own(handshake.socket);
      this.#observations = { ...this.#observations, encrypted: true };
    }
    return handshake;
  }

  async #converse(socket: net.Socket, host: string): Promise<Failure | undefined> {
    const { clock } = this.#context;
    const { queryResponse: steps, tls: encrypted } = this.#options;
    let securingMs = 0;
    const startMs = clock.monotonicMs();
    const request = {
      steps,
      socket,
      encrypted,
      startTls: async (plain: net.Socket) => {
        const secured = await this.#secure(plain, host);
        securingMs = secured.durationMs;
        return secured;
      },
    };
    const dialogue = await runDialogue(request, this.#context);
    if (steps.length > 0) this.#phases.processing = clock.monotonicMs() - startMs - securingMs;
    this.#observations = { ...this.#observations, dialogue: dialogue.observations };
    return dialogue.ok ? undefined : dialogue.failure;
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
    // A peer that has said all it will may still be spoken to.
    socket.allowHalfOpen = true;
  }
}

function badTarget(phase: Failure['phase'], detail: string): Failure {
  return { phase, reason: 'target.invalid', blame: 'local', detail };
}
