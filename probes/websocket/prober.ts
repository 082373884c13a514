import type { Socket } from 'node:net';
import type {
  AddressEvidence,
  IpAddress,
  Outcome,
  ProbeContext,
  ProberDefinition,
  Target,
} from '../contract.ts';
import type { Failure } from '../failure.ts';
import { chooseAddress } from '../shared/address.ts';
import { dial } from '../shared/dial.ts';
import { familyOverride } from '../shared/family-override.ts';
import { type GoUrl, parseUrl, splitAuthority } from '../shared/http/url.ts';
import { startTls } from '../shared/tls/handshake.ts';
import { systemRoots } from '../shared/tls/system-roots.ts';
import { unusableTls } from '../shared/tls/unusable-tls.ts';
import type { Attempt } from '../shared/until-connected.ts';
import type { TlsEvidence } from '../tls-evidence.ts';
import { converse } from './converse.ts';
import { upgrade } from './handshake.ts';
import { MessageStream } from './messages.ts';
import { websocketFacts, websocketFamilies } from './metrics.ts';
import type { WebsocketObservations } from './observations.ts';
import { type WebsocketOptions, websocketOptions } from './options.ts';
import { prepareUpgrade, type UpgradeRequest } from './request.ts';

/**
 * Opens a WebSocket at a `ws://` or `wss://` URL and holds a dialogue of messages.
 *
 * Phases: `resolve` from the lookup of the host to the choice of an address; `connect` from the first packet of
 * the TCP handshake to the established connection; `tls` from the ClientHello to the verified certificate;
 * `processing` from the ready connection to the response to the upgrade; `transfer` from there to the end of the
 * dialogue, absent when there is none.
 */
export const websocketProber: ProberDefinition<WebsocketOptions, WebsocketObservations> = {
  name: 'websocket',
  options: websocketOptions,
  overrides: new Map([familyOverride<WebsocketOptions>()]),
  prepare: async ({ text }, { tlsOptions }) => {
    if (/^wss:/iu.test(text) && tlsOptions.ca === undefined) await systemRoots();
  },
  probe: async (target, options, context) => {
    using run = new WebsocketRun(options, context);
    const failure = await run.probe(target);
    return run.outcome(failure);
  },
  metrics: websocketFamilies,
  facts: websocketFacts,
};

/** One run: what it has measured so far, and the connection to close behind it. */
class WebsocketRun implements Disposable {
  readonly #options: WebsocketOptions;
  readonly #context: ProbeContext;
  readonly #phases: {
    resolve?: number;
    connect?: number;
    tls?: number;
    processing?: number;
    transfer?: number;
  } = {};
  #socket: Socket | undefined;
  #address: AddressEvidence | undefined;
  #tls: TlsEvidence | undefined;
  #observations: WebsocketObservations = {
    isUrl: false,
    connected: false,
    upgraded: false,
    failedDueToRegex: false,
  };

  constructor(options: WebsocketOptions, context: ProbeContext) {
    this.#options = options;
    this.#context = context;
  }

  [Symbol.dispose](): void {
    this.#socket?.destroy();
  }

  outcome(failure: Failure | undefined): Outcome<WebsocketObservations> {
    const measured = {
      phases: this.#phases,
      ...(this.#address === undefined ? {} : { address: this.#address }),
      ...(this.#tls === undefined ? {} : { tls: this.#tls }),
      observations: this.#observations,
    };
    return failure === undefined ? { ok: true, ...measured } : { ok: false, failure, ...measured };
  }

  async probe({ text }: Target): Promise<Failure | undefined> {
    const parsed = parseUrl(text);
    if (!parsed.ok) return badTarget('resolve', parsed.detail);
    const { url } = parsed;
    this.#observe({ isUrl: true });
    const chosen = await chooseAddress(destinationOf(url), this.#options, this.#context);
    this.#address = chosen.evidence;
    this.#phases.resolve = chosen.evidence.lookupMs;
    if (!chosen.ok) return chosen.failure;

    const { tlsOptions } = this.#options;
    const badTls = await unusableTls(tlsOptions, url.scheme === 'wss', this.#context);
    if (badTls !== undefined) return badTls;
    const problem = problemOf(url);
    if (problem !== undefined) return badTarget('connect', problem);
    const prepared = await prepareUpgrade(url, this.#options);
    if (!prepared.ok) return prepared.failure;

    const connected = await this.#connect(url, chosen.address);
    return connected.ok ? await this.#converse(connected.socket, prepared.request) : connected.failure;
  }

  async #connect(url: GoUrl, address: IpAddress): Promise<Attempt> {
    const to = destinationOf(url);
    const dialled = await dial({ ...to, address, sourceIpAddress: '' }, this.#context);
    if (dialled.durationMs > 0) this.#phases.connect = dialled.durationMs;
    if (!dialled.ok) return dialled;
    this.#own(dialled.socket);
    this.#observe({ connected: true });
    if (url.scheme !== 'wss') return dialled;

    const { tlsOptions } = this.#options;
    const serverName = tlsOptions.serverName || splitAuthority(url.host).hostname;
    const secured = await startTls(dialled.socket, { options: tlsOptions, serverName }, this.#context);
    if (secured.durationMs > 0) this.#phases.tls = secured.durationMs;
    this.#tls = secured.evidence;
    if (secured.ok) this.#own(secured.socket);
    return secured;
  }

  async #converse(socket: Socket, request: UpgradeRequest): Promise<Failure | undefined> {
    const { clock, signal } = this.#context;
    const startMs = clock.monotonicMs();
    const upgraded = await upgrade(socket, request, signal);
    const upgradedMs = clock.monotonicMs();
    this.#phases.processing = upgradedMs - startMs;
    const { statusCode } = upgraded;
    if (statusCode !== undefined) this.#observe({ statusCode });
    if (!upgraded.ok) return upgraded.failure;
    this.#observe({ upgraded: true });

    const { queryResponse } = this.#options;
    using messages = new MessageStream(socket, upgraded.rest, signal);
    const failure = await converse(messages, queryResponse, this.#context);
    if (queryResponse.length > 0) this.#phases.transfer = clock.monotonicMs() - upgradedMs;
    if (failure !== undefined) this.#observe({ failedDueToRegex: true });
    messages.close();
    return failure;
  }

  #observe(change: Partial<WebsocketObservations>): void {
    this.#observations = { ...this.#observations, ...change };
  }

  /** A TLS socket takes the place of the one beneath and closes it; errors are found by whoever reads or writes. */
  #own(socket: Socket): void {
    this.#socket = socket;
    socket.on('error', () => {});
  }
}

/** What is a URL, and yet none of a WebSocket (RFC 6455, section 3). */
function problemOf(url: GoUrl): string | undefined {
  if (url.scheme !== 'ws' && url.scheme !== 'wss')
    return 'the target starts neither with ws:// nor with wss://';
  if (url.user !== undefined) return 'a WebSocket URL has no user name: set basic_auth in http_config';
  return portOf(url) > 65_535 ? `port ${portOf(url)} is out of range` : undefined;
}

function destinationOf(url: GoUrl) {
  return { scheme: url.scheme, host: splitAuthority(url.host).hostname, port: portOf(url) };
}

function portOf(url: GoUrl): number {
  const { port } = splitAuthority(url.host);
  return port === '' ? (url.scheme === 'wss' ? 443 : 80) : Number(port);
}

function badTarget(phase: Failure['phase'], detail: string): Failure {
  return { phase, reason: 'target.invalid', blame: 'local', detail };
}
