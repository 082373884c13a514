import { once } from 'node:events';
import net from 'node:net';
import { Worker } from 'node:worker_threads';

/** A listener on loopback whose queue is full: its port answers no further handshake. */
export interface FullBacklog extends AsyncDisposable {
  readonly port: number;
}

/** Listens with the shortest queue there is, then blocks the whole thread so that nothing is accepted. */
const listenAndBlock = `
  const { createServer } = require('node:net');
  const { parentPort } = require('node:worker_threads');
  const server = createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

/** More connections than a queue of one takes on any kernel. */
const connections = 8;

/** Starts a target that is black-holed: a handshake with it gets no answer at all, not even a refusal. */
export async function fullBacklog(): Promise<FullBacklog> {
  const worker = new Worker(listenAndBlock, { eval: true });
  const messages: readonly unknown[] = await once(worker, 'message');
  const port = messages[0];
  if (typeof port !== 'number') throw new Error('the listener did not say its port');
  const sockets = Array.from({ length: connections }, () => net.connect(port, '127.0.0.1'));
  for (const socket of sockets) socket.on('error', () => {});
  const [first] = sockets;
  if (first !== undefined) await once(first, 'connect');
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await worker.terminate();
    },
  };
}
