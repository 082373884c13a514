import { once } from 'node:events';
import net from 'node:net';
import { portOf } from './port-of.ts';

/** A server of connections. Closing it also ends the connections it still has. */
export interface StreamServer extends AsyncDisposable {
  /** `127.0.0.1:port`, `[::1]:port`, or the path of a Unix domain socket. */
  readonly target: string;
  /** How many connections were accepted so far. */
  readonly accepted: () => number;
  /** Resolves when `count` connections have been accepted. */
  readonly untilAccepted: (count: number) => Promise<void>;
  /** How many of the accepted connections are open. */
  readonly open: () => number;
  /** Resolves when no accepted connection is open. */
  readonly untilIdle: () => Promise<void>;
}

/** A server on loopback. */
export interface TcpServer extends StreamServer {
  readonly port: number;
}

/**
 * Starts a server on a free port that gives every connection to `talk`; errors of connections are ignored.
 *
 * What `talk` does not read is thrown away, unless it pauses the socket. When the client has closed its side, the
 * connection is closed.
 */
export async function startTcpServer(
  talk: (socket: net.Socket) => void,
  host: '127.0.0.1' | '::1' = '127.0.0.1',
): Promise<TcpServer> {
  const { server, ...serving } = await serve(talk, { host, port: 0 });
  const port = portOf(server);
  return { ...serving, port, target: host === '::1' ? `[::1]:${port}` : `127.0.0.1:${port}` };
}

/** The same at the path of a Unix domain socket, where `@` begins the name of an abstract one. */
export async function startUnixServer(
  talk: (socket: net.Socket) => void,
  path: string,
): Promise<StreamServer> {
  const { server: _, ...serving } = await serve(talk, { path: path.replace(/^@/u, '\0') });
  return { ...serving, target: path };
}

async function serve(talk: (socket: net.Socket) => void, where: net.ListenOptions) {
  const sockets = new Set<net.Socket>();
  let accepted = 0;
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      server.emit('idle-check');
    });
    server.emit('accepted');
    socket.on('end', () => socket.end());
    talk(socket);
    if (!socket.isPaused() && socket.listenerCount('data') + socket.listenerCount('readable') === 0) {
      socket.resume();
    }
  });
  server.listen(where);
  await once(server, 'listening');
  return {
    server,
    accepted: () => accepted,
    untilAccepted: async (count: number) => {
      for (;;) {
        if (accepted >= count) return;
        await once(server, 'accepted');
      }
    },
    open: () => sockets.size,
    untilIdle: async () => {
      while (sockets.size > 0) await once(server, 'idle-check');
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A port of loopback that nothing listens on: one that was free a moment ago. */
export async function closedPort(): Promise<number> {
  await using server = await startTcpServer(() => {});
  return server.port;
}
