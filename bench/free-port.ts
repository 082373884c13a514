import { once } from 'node:events';
import net from 'node:net';
import { listenOnLoopback } from './listen-on-loopback.ts';

/** A TCP port of 127.0.0.1 that was free a moment ago, for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  const port = await listenOnLoopback(server);
  server.close();
  await once(server, 'close');
  return port;
}
