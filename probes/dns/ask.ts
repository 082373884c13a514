import { randomInt } from 'node:crypto';
import type net from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { AddressEvidence, Destination, IpAddress, PhaseName, ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { chooseAddress } from '../shared/address.ts';
import { dial } from '../shared/dial.ts';
import { lookupPort } from '../shared/host-port.ts';
import { shortened } from '../shared/shortened.ts';
import { chooseSource } from '../shared/source-address.ts';
import { startTls } from '../shared/tls/handshake.ts';
import { prepareTls } from '../shared/tls/preparation.ts';
import type { TlsEvidence } from '../tls-evidence.ts';
import type { Exchanged } from './exchange.ts';
import { recordClasses, recordTypes } from './mnemonics.ts';
import { type Transport, transports } from './option-warnings.ts';
import type { DnsOptions } from './options.ts';
import { createQuery, type Query } from './query.ts';
import { parseServer, type ServerAddress } from './server-address.ts';
import { exchangeOverStream } from './stream.ts';
import { exchangeUdp } from './udp.ts';

/** Which server to ask for which name, and what for. */
export interface Question extends Pick<Destination, 'use'> {
  readonly server: string;
  readonly name: string;
}

/** How to ask it: all but the name, which the question has, and what is demanded of the reply. */
export type AskingOptions = Omit<
  DnsOptions,
  'queryName' | 'validRcodes' | 'answerRules' | 'authorityRules' | 'additionalRules'
>;

/** What came of asking one server. */
export interface Asked {
  readonly server: string;
  readonly phases: Readonly<Partial<Record<PhaseName, number>>>;
  readonly address?: AddressEvidence;
  readonly tls?: TlsEvidence;
  readonly exchanged: Exchanged;
}

/** Asks one server once; never rejects, and ends when `context.signal` aborts. */
export async function askServer(
  question: Question,
  options: AskingOptions,
  context: ProbeContext,
): Promise<Asked> {
  return await new Asking(question, options, context).ask();
}

/** Where a query goes to. */
interface QueryDestination extends Destination {
  readonly address: IpAddress;
  readonly port: number;
  readonly server: ServerAddress;
}

/** One attempt, with what it has measured so far. */
class Asking {
  readonly #question: Question;
  readonly #options: AskingOptions;
  readonly #context: ProbeContext;
  readonly #phases: Partial<Record<PhaseName, number>> = {};
  #address: AddressEvidence | undefined;
  #tls: TlsEvidence | undefined;

  constructor(question: Question, options: AskingOptions, context: ProbeContext) {
    this.#question = question;
    this.#options = options;
    this.#context = context;
  }

  async ask(): Promise<Asked> {
    const exchanged = await this.#exchange();
    return {
      server: this.#question.server,
      phases: this.#phases,
      ...(this.#address === undefined ? {} : { address: this.#address }),
      ...(this.#tls === undefined ? {} : { tls: this.#tls }),
      exchanged,
    };
  }

  async #exchange(): Promise<Exchanged> {
    const { transportProtocol, dnsOverTls, path, tlsOptions } = this.#options;
    const transport = transports.find((known) => known === (transportProtocol || 'udp'));
    if (transport === undefined) {
      const shown = JSON.stringify(shortened(transportProtocol));
      return badOptions(`transport_protocol is ${shown} and none of ${transports.join(', ')}`);
    }
    const parsed = parseServer(this.#question.server, { transport, dnsOverTls, path });
    if (!parsed.ok) return badTarget('resolve', parsed.detail);
    const { server } = parsed;
    const port = lookupPort(server.port);
    const destination = {
      scheme: transport === 'https' ? 'https' : dnsOverTls ? 'dot' : 'dns',
      host: server.host,
      ...(port.ok ? { port: port.port } : {}),
      ...(this.#question.use === undefined ? {} : { use: this.#question.use }),
    };
    const chosen = await chooseAddress(destination, this.#options, this.#context);
    this.#address = chosen.evidence;
    this.#phases.resolve = chosen.evidence.lookupMs;
    if (!chosen.ok) return chosen;
    if (dnsOverTls && transport !== 'tcp') return badOptions('dns_over_tls needs transport_protocol: tcp');
    if (dnsOverTls || transport === 'https') {
      const { signal, clock } = this.#context;
      const prepared = await prepareTls(tlsOptions, { signal, atMs: clock.wallMs() });
      if (!prepared.ok) return prepared;
    }
    const source = chooseSource(this.#options.sourceIpAddress, chosen.address);
    if (!source.ok) return source;
    const created = this.#createQuery(transport);
    if (!created.ok) return created;
    if (!port.ok) return badTarget('connect', port.detail);
    if (port.port === 0) return badTarget('connect', 'port 0 cannot be asked');

    const { query } = created;
    const to = { ...destination, address: chosen.address, port: port.port, server };
    this.#context.transcript.record('dns.query', {
      server: shortened(this.#question.server),
      name: shortened(query.question.name),
      type: this.#options.queryType || 'ANY',
      transport: dnsOverTls ? 'tls' : transport,
    });
    if (transport !== 'udp') return await this.#overConnection(to, transport, query);
    const { connectMs, requestMs, ...exchanged } = await exchangeUdp(
      { ...to, query, ...(source.source === undefined ? {} : { source: source.source }) },
      this.#context,
    );
    if (connectMs > 0) this.#phases.connect = connectMs;
    if (requestMs > 0) this.#phases.request = requestMs;
    return exchanged;
  }

  #createQuery(transport: Transport): { ok: true; query: Query } | { ok: false; failure: Failure } {
    const { queryType, queryClass, recursionDesired, failIfNotAuthenticated, edns } = this.#options;
    const { name } = this.#question;
    const created = createQuery({
      // Over HTTPS the request identifies its response, and a fixed id lets caches work (RFC 8484, section 4.1).
      id: transport === 'https' ? 0 : randomInt(0x1_00_00),
      name,
      type: recordTypes.get(queryType || 'ANY') ?? 0,
      classNumber: recordClasses.get(queryClass || 'IN') ?? 0,
      recursionDesired,
      authenticDataWanted: failIfNotAuthenticated,
      edns,
    });
    if (created.ok) return created;
    const detail = `the name ${JSON.stringify(shortened(name))} ${created.problem}`;
    return this.#options.servers.length > 0 ? badTarget('request', detail) : badOptions(detail);
  }

  async #overConnection(to: QueryDestination, transport: Transport, query: Query): Promise<Exchanged> {
    const { sourceIpAddress, dnsOverTls } = this.#options;
    const dialled = await dial({ ...to, sourceIpAddress }, this.#context);
    if (dialled.durationMs > 0) this.#phases.connect = dialled.durationMs;
    if (!dialled.ok) return dialled;
    const { socket } = dialled;
    // A reset that arrives when the exchange is over concerns nobody, but must not be an unhandled event.
    socket.on('error', () => {});
    try {
      if (transport === 'https') return await this.#overHttps(socket, to, query);
      if (!dnsOverTls) return await this.#timed(() => exchangeOverStream(socket, query, this.#context));
      return await this.#secured(socket, { to, alpn: [] }, (secure) =>
        exchangeOverStream(secure, query, this.#context),
      );
    } finally {
      socket.destroy();
    }
  }

  async #overHttps(socket: net.Socket, to: QueryDestination, query: Query): Promise<Exchanged> {
    const { exchangeHttps, httpsAlpn } = await import('./https.ts');
    const { authority, resource } = to.server;
    const request = { query, authority, resource, method: this.#options.method || ('POST' as const) };
    return await this.#secured(socket, { to, alpn: httpsAlpn }, (secure) =>
      exchangeHttps(secure, request, this.#context),
    );
  }

  async #secured(
    socket: net.Socket,
    { to, alpn }: { readonly to: QueryDestination; readonly alpn: readonly string[] },
    exchange: (secure: TLSSocket) => Promise<Exchanged>,
  ): Promise<Exchanged> {
    const { tlsOptions } = this.#options;
    const serverName = tlsOptions.serverName || to.server.host;
    const handshake = await startTls(socket, { options: tlsOptions, serverName, alpn }, this.#context);
    if (handshake.durationMs > 0) this.#phases.tls = handshake.durationMs;
    this.#tls = handshake.evidence;
    if (!handshake.ok) return handshake;
    const secure = handshake.socket;
    secure.on('error', () => {});
    try {
      return await this.#timed(() => exchange(secure));
    } finally {
      secure.destroy();
    }
  }

  async #timed(exchange: () => Promise<Exchanged>): Promise<Exchanged> {
    const { clock } = this.#context;
    const startMs = clock.monotonicMs();
    const exchanged = await exchange();
    this.#phases.request = clock.monotonicMs() - startMs;
    return exchanged;
  }
}

function badOptions(detail: string): { ok: false; failure: Failure } {
  return { ok: false, failure: { phase: 'request', reason: 'local.options', blame: 'local', detail } };
}

function badTarget(phase: Failure['phase'], detail: string): { ok: false; failure: Failure } {
  return { ok: false, failure: { phase, reason: 'target.invalid', blame: 'local', detail } };
}
