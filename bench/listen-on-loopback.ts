import { once } from 'node:events';
import type { Server } from 'node:net';

/** Lets the server listen on a free port of a loopback address, with room for many connections at once; resolves to the port. */
export async function listenOnLoopback(server: Server, host = '127.0.0.1'): Promise<number> {
  server.listen({ port: 0, host, backlog: 4096 });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}
