/**
 * A web server in a process of its own that answers at a known time after the request, by an alarm that is exact to
 * about a tenth of a millisecond.
 */
import net from 'node:net';
import { startAlarm } from '../alarm.ts';
import { answerQuestions } from '../answer-questions.ts';
import { listenOnLoopback } from '../listen-on-loopback.ts';
import { monotonicMs } from '../monotonic.ts';
import { delayOrder } from './delay-messages.ts';

const page = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nok\n';

answerQuestions(delayOrder, async ({ delayMs }) => {
  const alarm = startAlarm();
  const server = net.createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    // A request without a body arrives in one piece on loopback.
    socket.on('data', () => {
      void alarm.until(monotonicMs() + delayMs).then(() => socket.write(page));
    });
  });
  return { port: await listenOnLoopback(server) };
});
