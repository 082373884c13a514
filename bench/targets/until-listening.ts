import { once } from 'node:events';
import net from 'node:net';
import type { Child } from '../children.ts';
import { untilReady } from '../until-ready.ts';

/** Resolves when something accepts connections on a port of 127.0.0.1; rejects when `child` cannot do it. */
export async function untilListening(child: Child, port: number): Promise<void> {
  await untilReady(child, async () => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    await once(socket, 'connect');
    socket.destroy();
    return true;
  });
}
