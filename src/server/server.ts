import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { ListenOptions } from 'node:net';
import { ChangingMap } from '../changing-map.ts';
import { type ConnectionLimit, type ConnectionWitness, limitConnections } from './connection-limit.ts';
import { parseListenAddress } from './listen-address.ts';
import { type App, closeAfter, type Request, type Response } from './messages.ts';
import { ignoreBody, ignoreRest } from './request-body.ts';
import { watchStalledAnswers } from './stalled-answers.ts';
import { type SecureServing, serveTls, type TlsServing } from './tls-serving.ts';

/** A connection takes some KiB, and that of a probe under way about 30 more. */
export const defaultMaxConnections = 8192;

/** How long a client may take over its request, and how many there may be. */
export interface ServerLimits {
  /** Also for a TLS handshake. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** How often the two above and the one below are looked at. */
  readonly checkIntervalMs: number;
  /** How long an answer waits for a client that does not take it. */
  readonly answerTimeoutMs: number;
  /** How long a connection is kept for the client's next request. */
  readonly keepAliveMs: number;
  /** Of all addresses together. */
  readonly maxConnections: number;
}

/** A listening socket that was opened by whoever started this process. */
export interface InheritedSocket {
  readonly fd: number;
}

/** What to serve, and where. */
export interface ServerOptions {
  /** Each as `--web.listen-address` takes it, or open already. */
  readonly addresses: readonly (string | InheritedSocket)[];
  readonly app: App;
  /** Which requests the app reads the bodies of; those of all others are thrown away. Absent: none. */
  readonly takesBody?: (request: Request) => boolean;
  /** Absent: plain HTTP. */
  readonly tls?: TlsServing | undefined;
  /** Told of what went wrong with a listening socket later on, such as no file descriptor for a client. */
  readonly onError: (error: Error) => void;
  /** Absent: nobody wants to know. */
  readonly witness?: ConnectionWitness;
  readonly limits?: Partial<ServerLimits>;
}

/** A server that listens on all its addresses. */
export interface RunningServer {
  /** `host:port` as bound, in the order asked for: a port of 0 has become the real one. */
  readonly addresses: readonly string[];
  /**
   * Stops accepting at once, waits at most `graceMs` for the answers under way, then cuts what is left;
   * resolves when every socket is closed.
   */
  stop(graceMs: number): Promise<void>;
}

const defaultLimits: ServerLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  checkIntervalMs: 5_000,
  // Longer than a scraper waits.
  answerTimeoutMs: 60_000,
  // Longer than any sensible scrape interval, so that a scraper's connection outlives the pause between two.
  keepAliveMs: 6 * 60_000,
  maxConnections: defaultMaxConnections,
};

/** Room for long targets; small enough that a history full of them stays small. */
const maxHeaderBytes = 64 * 1024;

/** One listening socket. */
interface Listening {
  readonly server: Server;
  readonly secure?: SecureServing;
}

/** Starts serving; rejects, with nothing left open, when one of the addresses cannot be listened on. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const limits = { ...defaultLimits, ...options.limits };
  const { witness = unconcerned } = options;
  const connections = limitConnections(limits.maxConnections, witness);
  const all: Listening[] = [];
  const underWay = new ChangingMap<number, Response>();
  let requests = 0;
  let idle = (): void => {};
  let draining = false;
  const track: App = (request, response) => {
    const number = requests;
    requests += 1;
    underWay.add(number, response);
    if (draining) closeAfter(response);
    response.once('close', () => {
      underWay.take(number);
      if (underWay.size === 0) idle();
    });
    if (options.takesBody?.(request) === true) ignoreRest(request, response);
    else ignoreBody(request, response);
    options.app(request, response);
  };
  try {
    for (const address of options.addresses) {
      all.push(await listen(address, track, { ...options, limits, connections }));
    }
  } catch (error) {
    for (const { server } of all) server.close();
    throw error;
  }
  const stalled = watchStalledAnswers(limits.answerTimeoutMs / limits.checkIntervalMs);
  const looking = setInterval(() => stalled.look(underWay.values()), limits.checkIntervalMs).unref();
  return {
    addresses: all.map(({ server }) => boundAddress(server)),
    async stop(graceMs) {
      draining = true;
      const closed = all.map(({ server }) => once(server, 'close'));
      for (const { server, secure } of all) {
        server.close();
        secure?.drain();
      }
      for (const response of underWay.values()) closeAfter(response);
      if (underWay.size > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, graceMs);
          idle = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      for (const { server, secure } of all) {
        server.closeAllConnections();
        secure?.destroy();
      }
      await Promise.all(closed);
      clearInterval(looking);
    },
  };
}

interface ListenerOptions extends Pick<ServerOptions, 'onError' | 'tls'> {
  readonly limits: ServerLimits;
  readonly connections: ConnectionLimit;
}

const unconcerned: ConnectionWitness = {
  connectionOpened: () => {},
  connectionClosed: () => {},
  connectionRefused: () => {},
};

async function listen(
  where: string | InheritedSocket,
  app: App,
  { onError, tls, limits, connections }: ListenerOptions,
): Promise<Listening> {
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: limits.checkIntervalMs,
      keepAliveTimeout: limits.keepAliveMs,
    },
    app,
  );
  const secure =
    tls &&
    serveTls(server, {
      ...tls,
      app,
      handshakeTimeoutMs: limits.headersTimeoutMs,
      idleTimeoutMs: limits.keepAliveMs,
      maxHeaderBytes,
    });
  connections.add({
    server,
    closeIdle() {
      server.closeIdleConnections();
      secure?.closeIdle();
    },
  });
  server.listen(typeof where === 'string' ? listenOptions(where) : where);
  // Rejects with the first 'error' event.
  await once(server, 'listening');
  server.on('error', onError);
  return { server, ...(secure && { secure }) };
}

function listenOptions(where: string): ListenOptions {
  const address = parseListenAddress(where);
  if (!address.ok) throw new Error(`cannot listen on ${where}: ${address.error}`);
  const { port, host } = address;
  return host === undefined ? { port } : { port, host };
}

/** A socket that is no TCP socket has a path for an address. */
function boundAddress(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') return address ?? '';
  return address.family === 'IPv6'
    ? `[${address.address}]:${address.port}`
    : `${address.address}:${address.port}`;
}
