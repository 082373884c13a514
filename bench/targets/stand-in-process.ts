/** Servers of ours for where nginx or unbound is not installed, in a process of their own. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { decode, encode, RECURSION_DESIRED } from 'dns-packet';
import { answerQuestions } from '../answer-questions.ts';
import { listenOnLoopback } from '../listen-on-loopback.ts';
import type { CertificateFiles } from './certificate.ts';
import { knownName } from './known-name.ts';
import { standInOrder } from './stand-in-messages.ts';

answerQuestions(standInOrder, async ({ certificate }) => ({
  httpPort: await listenOnLoopback(createHttpServer(page)),
  ...(certificate && { httpsPort: await listenOnLoopback(httpsServer(certificate)) }),
  dnsPort: await answerDns(),
}));

const page: RequestListener = (_request, response) => {
  response.end('ok\n');
};

function httpsServer({ keyFile, certificateFile }: CertificateFiles) {
  return createHttpsServer({ key: readFileSync(keyFile), cert: readFileSync(certificateFile) }, page);
}

/** Answers every question with the one address, over UDP. */
async function answerDns(): Promise<number> {
  const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  socket.on('message', (query, { port, address }) => {
    const { id, questions = [] } = decode(query);
    const reply = encode({
      type: 'response',
      id: id ?? 0,
      flags: RECURSION_DESIRED,
      questions,
      answers: [{ type: 'A', name: knownName, ttl: 60, data: '192.0.2.1' }],
    });
    socket.send(reply, port, address);
  });
  return socket.address().port;
}
