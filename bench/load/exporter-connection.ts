import { once } from 'node:events';
import net from 'node:net';
import { type HttpAnswer, readHttpAnswer } from './http-answer.ts';

/** A connection to an exporter that is kept alive. */
export interface ExporterConnection extends Disposable {
  /** Sends one request, as Prometheus would; ask again only when it was answered. Rejects when it cannot be. */
  get(path: string): Promise<HttpAnswer>;
  readonly isOpen: () => boolean;
}

/** Connects to the exporter on a port of 127.0.0.1. */
export async function connectToExporter(port: number): Promise<ExporterConnection> {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  socket.setEncoding('latin1');
  let arrived = '';
  let settle = (_answer: HttpAnswer | Error): void => {};
  socket.on('data', (text: string) => {
    arrived += text;
    const answer = readHttpAnswer(arrived);
    if (answer === undefined) return;
    arrived = '';
    settle(answer);
  });
  socket.on('error', (error) => settle(error));
  socket.on('close', () => settle(new Error('the exporter closed the connection')));
  return {
    get: (path) =>
      new Promise((resolve, reject) => {
        settle = (answer) => (answer instanceof Error ? reject(answer) : resolve(answer));
        socket.write(
          `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: text/plain;version=0.0.4\r\n` +
            'X-Prometheus-Scrape-Timeout-Seconds: 10\r\n\r\n',
        );
      }),
    isOpen: () => socket.readyState === 'open',
    [Symbol.dispose]: () => socket.destroy(),
  };
}
