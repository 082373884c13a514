/**
 * The targets of the soak, in a process of their own: servers that behave and servers that do not, each on several
 * loopback addresses, as one pair of addresses has too few ports for a thousand connections a second.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import net, { type Socket } from 'node:net';
import tls from 'node:tls';
import { gzipSync } from 'node:zlib';
import { answerQuestions } from '../answer-questions.ts';
import { listenOnLoopback } from '../listen-on-loopback.ts';
import { dnsReply } from './dns-reply.ts';
import { type Behaviour, behaviours } from './subjects.ts';
import { type TargetOrder, targetOrder } from './target-messages.ts';

const ok = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nok\n';
const inflating = gzipSync(Buffer.alloc(256 * 1024));

/** What a server does with a connection that has just been made. */
type Talk = (socket: Socket) => void;

/** Answers each request, which arrives in one piece on loopback, with the same bytes. */
const answering =
  (bytes: string | Buffer): Talk =>
  (socket) => {
    socket.on('data', () => socket.write(bytes));
  };

/** The same, and then closes. */
const ending =
  (bytes: string): Talk =>
  (socket) => {
    socket.on('data', () => socket.end(bytes));
  };

const talks: Readonly<Record<Exclude<Behaviour, 'tls trusted' | 'tls unknown' | 'refuses' | 'dns'>, Talk>> = {
  'http ok': answering(ok),
  'http unavailable': answering('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n'),
  'http garbage': ending('\u0001\u0002 this is not HTTP\r\n\r\n'),
  'http half a body': ending('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf'),
  'http silent': (socket) => socket.resume(),
  'http redirects to itself': answering('HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n'),
  'http inflates': answering(
    Buffer.concat([
      Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${inflating.length}\r\n\r\n`),
      inflating,
    ]),
  ),
  banner: (socket) => {
    socket.write('220 ready\r\n');
    socket.resume();
  },
  'banner of another': (socket) => socket.end('SSH-2.0-nobody\r\n'),
  resets: (socket) => socket.resetAndDestroy(),
};

answerQuestions(targetOrder, async (order) => {
  const hosts = Array.from({ length: order.addresses }, (_, index) => `127.0.0.${index + 1}`);
  const entries = await Promise.all(
    behaviours.map(async (behaviour) => {
      const start = starterOf(behaviour, order);
      return [behaviour, await Promise.all(hosts.map(start))] as const;
    }),
  );
  return { byBehaviour: Object.fromEntries(entries) };
});

/** Starts a server of a behaviour on a host; resolves to where it listens. */
function starterOf(behaviour: Behaviour, order: TargetOrder): (host: string) => Promise<string> {
  if (behaviour === 'tls trusted')
    return (host) => startTls(host, order.trustedKey, order.trustedCertificate);
  if (behaviour === 'tls unknown')
    return (host) => startTls(host, order.unknownKey, order.unknownCertificate);
  if (behaviour === 'refuses') return startRefusing;
  if (behaviour === 'dns') return startDns;
  return (host) => startTalking(host, talks[behaviour]);
}

async function startTalking(host: string, talk: Talk): Promise<string> {
  const server = net.createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    talk(socket);
  });
  return `${host}:${await listenOnLoopback(server, host)}`;
}

async function startTls(host: string, key: string, cert: string): Promise<string> {
  const server = tls.createServer({ key, cert, ALPNProtocols: ['http/1.1'] }, (socket) => {
    socket.on('error', () => {});
    answering(ok)(socket);
  });
  server.on('tlsClientError', () => {});
  return `${host}:${await listenOnLoopback(server, host)}`;
}

/** A port that was free a moment ago, below those that the kernel gives to clients. */
async function startRefusing(host: string): Promise<string> {
  for (let port = 20_000; ; port += 1) {
    const server = net.createServer();
    const taken = once(server, 'error');
    server.listen(port, host);
    const isFree = await Promise.race([once(server, 'listening').then(() => true), taken.then(() => false)]);
    if (!isFree) continue;
    server.close();
    return `${host}:${port}`;
  }
}

/** One name that is there, and no other; over UDP and TCP at the same port. */
async function startDns(host: string): Promise<string> {
  const overTcp = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (query) => {
      const reply = dnsReply(query.subarray(2));
      const length = Buffer.alloc(2);
      length.writeUInt16BE(reply.length);
      socket.end(Buffer.concat([length, reply]));
    });
  });
  const port = await listenOnLoopback(overTcp, host);
  const overUdp = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  overUdp.on('message', (query, peer) => overUdp.send(dnsReply(query), peer.port, peer.address));
  overUdp.bind(port, host);
  await once(overUdp, 'listening');
  return `${host}:${port}`;
}
