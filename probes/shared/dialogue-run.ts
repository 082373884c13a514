import type net from 'node:net';
import type { PhaseName, ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import type { TlsEvidence } from '../tls-evidence.ts';
import { checkRevocation } from './crl/check.ts';
import { openDirectly } from './crl/list-server.ts';
import { type DialogueObservations, nothingSaid, runDialogue } from './dialogue.ts';
import type { DialogueStep } from './dialogue-options.ts';
import { startTls, type TlsRequest } from './tls/handshake.ts';
import type { TlsOptions } from './tls/options.ts';
import type { CertificationPath } from './tls/verdict.ts';

/** What a module says about the bytes on a connection. */
export interface DialogueRunOptions {
  readonly queryResponse: readonly DialogueStep[];
  /** Whether the connection starts with a TLS handshake. */
  readonly tls: boolean;
  readonly tlsOptions: TlsOptions;
  /** Whether to look the peer's certificates up in revocation lists. */
  readonly checkRevoked: boolean;
}

/** The names to verify, for want of `server_name`; "" is none. */
export interface DialogueServerNames {
  readonly atStart: string;
  readonly startTls: string;
}

/** What only a prober with a `query_response` of lines knows. */
export interface DialogueRunObservations {
  /** Whether TLS was established, from the start or by STARTTLS. */
  readonly encrypted: boolean;
  /** Present once the connection stands, with TLS if the module asks for it, even if there are no steps. */
  readonly dialogue?: DialogueObservations;
}

/**
 * TLS, if asked for, and then a dialogue of lines on a connection that is closed when this is disposed of.
 *
 * Phases: `tls` from the ClientHello to the verified certificate, at the start or for STARTTLS; `processing` from
 * the connection, with TLS if it starts with it, to the end of the dialogue, without the time of a STARTTLS
 * handshake, absent when there is no dialogue. Revocation lists are looked at after that, in no phase.
 */
export class DialogueRun implements Disposable {
  readonly #options: DialogueRunOptions;
  readonly #serverNames: DialogueServerNames;
  readonly #context: ProbeContext;
  #socket: net.Socket | undefined;
  #path: CertificationPath | undefined;
  readonly phases: Partial<Record<PhaseName, number>> = {};
  tls: TlsEvidence | undefined;
  observations: DialogueRunObservations = { encrypted: false };

  constructor(options: DialogueRunOptions, serverNames: DialogueServerNames, context: ProbeContext) {
    this.#options = options;
    this.#serverNames = serverNames;
    this.#context = context;
  }

  [Symbol.dispose](): void {
    this.#socket?.destroy();
  }

  /** Takes the connection over and says what went wrong with it; never rejects. To be called once. */
  async converse(connected: net.Socket): Promise<Failure | undefined> {
    this.#own(connected);
    const { queryResponse, tls, checkRevoked } = this.#options;
    if (queryResponse.length === 0 && !tls) {
      // Nothing is said: that the port is open is all that most probes ask.
      this.observations = { ...this.observations, dialogue: nothingSaid };
      return undefined;
    }
    // Not to be had from a closed socket.
    const remoteFamily = checkRevoked ? connected.remoteFamily : undefined;
    const failure = await this.#talk(connected);
    if (checkRevoked) await this.#checkRevocation(remoteFamily);
    return failure;
  }

  async #talk(connected: net.Socket): Promise<Failure | undefined> {
    let socket = connected;
    if (this.#options.tls) {
      const secured = await this.#secure(socket, { defaultName: this.#serverNames.atStart });
      if (!secured.ok) return secured.failure;
      socket = secured.socket;
    }
    const { clock } = this.#context;
    const { queryResponse: steps, tls: encrypted } = this.#options;
    let securingMs = 0;
    const startMs = clock.monotonicMs();
    const request = {
      steps,
      socket,
      encrypted,
      startTls: async (plain: net.Socket) => {
        const defaultName = this.#serverNames.startTls;
        const secured = await this.#secure(plain, { defaultName, after: 'plain text' });
        securingMs = secured.durationMs;
        return secured;
      },
    };
    const dialogue = await runDialogue(request, this.#context);
    if (steps.length > 0) this.phases.processing = clock.monotonicMs() - startMs - securingMs;
    this.observations = { ...this.observations, dialogue: dialogue.observations };
    return dialogue.ok ? undefined : dialogue.failure;
  }

  async #secure(
    socket: net.Socket,
    { defaultName, ...after }: { readonly defaultName: string } & Pick<TlsRequest, 'after'>,
  ) {
    const { tlsOptions } = this.#options;
    const serverName = tlsOptions.serverName || defaultName;
    const handshake = await startTls(socket, { options: tlsOptions, serverName, ...after }, this.#context);
    if (handshake.durationMs > 0) this.phases.tls = handshake.durationMs;
    this.tls = handshake.evidence;
    if (handshake.ok) {
      this.#own(handshake.socket);
      this.#path = handshake.path;
      this.observations = { ...this.observations, encrypted: true };
    }
    return handshake;
  }

  /** The connection is of no use any more, and the peer is not kept waiting for the authorities' servers. */
  async #checkRevocation(remoteFamily: string | undefined): Promise<void> {
    if (this.tls === undefined || this.#path === undefined) return;
    this.#socket?.destroy();
    const family = remoteFamily === undefined ? undefined : remoteFamily === 'IPv4' ? 4 : 6;
    const revocation = await checkRevocation(this.#path, openDirectly(family), this.#context);
    this.tls = { ...this.tls, revocation };
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
