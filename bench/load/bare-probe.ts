import net from 'node:net';
import { monotonicMs } from '../monotonic.ts';
import { readHttpAnswer } from './http-answer.ts';
import type { ProbeOnce } from './probe-once.ts';

/** What a probe without any exporter does: connects, and for `http` asks for `/` and reads the answer. */
export type BareProtocol = 'http' | 'tcp';

/**
 * The least that a probe takes in Node.js, as the floor below every exporter written in it: a new socket, and for
 * `http` one request whose answer is read to its end. Nothing is looked at but the status.
 */
export function bareProbe(protocol: BareProtocol, port: number): ProbeOnce {
  return () =>
    new Promise((resolve) => {
      const startMs = monotonicMs();
      const socket = net.connect({ port, host: '127.0.0.1' });
      const end = (ok: boolean) => {
        socket.destroy();
        resolve({ ok, seconds: (monotonicMs() - startMs) / 1000 });
      };
      socket.on('error', () => end(false));
      socket.on('close', () => end(false));
      if (protocol === 'tcp') {
        socket.on('connect', () => end(true));
        return;
      }
      let arrived = '';
      socket.setEncoding('latin1').on('data', (text: string) => {
        arrived += text;
        const answer = readHttpAnswer(arrived);
        if (answer !== undefined) end(answer.status === 200);
      });
      socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    });
}
