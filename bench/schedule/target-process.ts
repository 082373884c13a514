/**
 * The targets, in a process of their own: one web server on several loopback addresses, as one pair of addresses has
 * too few ports for thousands of connections a second. It does as little as it can; a TCP probe just connects.
 */
import net from 'node:net';
import { answerQuestions } from '../answer-questions.ts';
import { listenOnLoopback } from '../listen-on-loopback.ts';
import { targetOrder } from './target-messages.ts';

const page = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nok\n';

answerQuestions(targetOrder, async ({ addresses }) => {
  const hosts = Array.from({ length: addresses }, (_, index) => `127.0.0.${index + 1}`);
  return { addresses: await Promise.all(hosts.map(startServer)) };
});

async function startServer(host: string): Promise<string> {
  const server = net.createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    // A request without a body arrives in one piece on loopback.
    socket.on('data', () => socket.write(page));
  });
  return `${host}:${await listenOnLoopback(server, host)}`;
}
