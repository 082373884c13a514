import type { Server, Socket } from 'node:net';

/** What is told of connections. */
export interface ConnectionWitness {
  connectionOpened(): void;
  connectionClosed(): void;
  connectionRefused(): void;
}

/** A server whose connections count, with the way to close those that do nothing. */
export interface LimitedServer {
  readonly server: Server;
  readonly closeIdle: () => void;
}

export interface ConnectionLimit {
  /** Counts a server's connections from now on; it has its other listeners already. */
  add(limited: LimitedServer): void;
}

/** From this part of the limit on, connections that do nothing are closed. */
const crowded = 0.9;

/**
 * Keeps all servers together at so many connections. A crowd of idle ones is closed before it locks out others; when
 * all are busy, the next is closed before a byte of it is read.
 */
export function limitConnections(limit: number, witness: ConnectionWitness): ConnectionLimit {
  const servers: LimitedServer[] = [];
  let open = 0;
  return {
    add(limited) {
      const { server } = limited;
      servers.push(limited);
      const serve = server.listeners('connection');
      server.removeAllListeners('connection');
      server.on('connection', (socket: Socket) => {
        if (open >= limit) {
          witness.connectionRefused();
          socket.destroy();
          return;
        }
        open += 1;
        witness.connectionOpened();
        socket.once('close', () => {
          open -= 1;
          witness.connectionClosed();
        });
        if (open >= limit * crowded) for (const { closeIdle } of servers) closeIdle();
        for (const listener of serve) Reflect.apply(listener, server, [socket]);
      });
    },
  };
}
