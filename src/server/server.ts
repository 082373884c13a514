import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { parseListenAddress } from './listen-address.ts';

/** How long a client may take over its request. */
export interface ServerLimits {
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** How often the two above are looked at. */
  readonly checkIntervalMs: number;
}

/** What to serve, and where. */
export interface ServerOptions {
  /** Each as `--web.listen-address` takes it. */
  readonly addresses: readonly string[];
  readonly app: RequestListener;
  /** Told of what went wrong with a listening socket later on, such as no file descriptor for a client. */
  readonly onError: (error: Error) => void;
  readonly limits?: ServerLimits;
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
};

/** Room for long targets; small enough that a history full of them stays small. */
const maxHeaderBytes = 64 * 1024;

/** Longer than any sensible scrape interval, so that a scraper's connection outlives the pause between two. */
const keepAliveMs = 6 * 60_000;

/** Starts serving; rejects, with nothing left open, when one of the addresses cannot be listened on. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const servers: Server[] = [];
  const underWay = new Set<ServerResponse>();
  let idle = (): void => {};
  let draining = false;
  const track: RequestListener = (request, response) => {
    underWay.add(response);
    response.shouldKeepAlive &&= !draining;
    response.once('close', () => {
      underWay.delete(response);
      if (underWay.size === 0) idle();
    });
    options.app(request, response);
  };
  try {
    for (const address of options.addresses) {
      servers.push(await listen(address, track, options));
    }
  } catch (error) {
    for (const server of servers) server.close();
    throw error;
  }
  return {
    addresses: servers.map(boundAddress),
    async stop(graceMs) {
      draining = true;
      const closed = servers.map((server) => once(server, 'close'));
      for (const server of servers) server.close();
      for (const response of underWay) response.shouldKeepAlive = false;
      if (underWay.size > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, graceMs);
          idle = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      for (const server of servers) server.closeAllConnections();
      await Promise.all(closed);
    },
  };
}

async function listen(
  text: string,
  listener: RequestListener,
  { onError, limits = defaultLimits }: ServerOptions,
): Promise<Server> {
  const address = parseListenAddress(text);
  if (!address.ok) throw new Error(`cannot listen on ${text}: ${address.error}`);
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: limits.checkIntervalMs,
      keepAliveTimeout: keepAliveMs,
    },
    listener,
  );
  server.listen(address);
  // Rejects with the first 'error' event.
  await once(server, 'listening');
  server.on('error', onError);
  return server;
}

function boundAddress(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') return '';
  return address.family === 'IPv6'
    ? `[${address.address}]:${address.port}`
    : `${address.address}:${address.port}`;
}
