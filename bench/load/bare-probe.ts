import dgram from 'node:dgram';
import net from 'node:net';
import tls from 'node:tls';
import { encode } from 'dns-packet';
import { monotonicMs } from '../monotonic.ts';
import { knownName } from '../targets/known-name.ts';
import { readHttpAnswer } from './http-answer.ts';
import type { ProbeAnswer, ProbeOnce } from './probe-once.ts';

/** What can be probed without any exporter. */
export const bareProtocols = ['http', 'https', 'tcp', 'dns'] as const;

export type BareProtocol = (typeof bareProtocols)[number];

/**
 * The least that a probe takes in Node.js, as the floor below every exporter written in it: a new socket, for `https` a full
 * handshake, and for all but `tcp` one question whose answer is read to its end. Nothing is looked at but the status, and no
 * certificate is judged.
 */
export function bareProbe(protocol: BareProtocol, port: number): ProbeOnce {
  const probes: Readonly<Record<BareProtocol, (end: End) => void>> = {
    tcp: (end) => {
      const socket = connectTo(port, end);
      socket.on('connect', () => end(true, socket));
    },
    http: (end) => askForPage(connectTo(port, end), port, end),
    https: (end) => {
      const socket = tls.connect({ port, host: '127.0.0.1', secureContext, rejectUnauthorized: false });
      askForPage(withEnds(socket, end), port, end);
    },
    dns: (end) => askForName(port, end),
  };
  return () => timed(probes[protocol]);
}

type End = (ok: boolean, socket: { destroy(): void }) => void;

/** The same for all probes, as exporters keep theirs. */
const secureContext = tls.createSecureContext({ ca: [] });

/** The first end counts. */
function timed(probe: (end: End) => void): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const startMs = monotonicMs();
    probe((ok, socket) => {
      socket.destroy();
      resolve({ ok, seconds: (monotonicMs() - startMs) / 1000 });
    });
  });
}

function connectTo(port: number, end: End): net.Socket {
  return withEnds(net.connect({ port, host: '127.0.0.1' }), end);
}

function withEnds<Socket extends net.Socket>(socket: Socket, end: End): Socket {
  socket.on('error', () => end(false, socket));
  socket.on('close', () => end(false, socket));
  return socket;
}

function askForPage(socket: net.Socket, port: number, end: End): void {
  let arrived = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    arrived += text;
    const answer = readHttpAnswer(arrived);
    if (answer !== undefined) end(answer.status === 200, socket);
  });
  socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
}

const question = encode({
  type: 'query',
  id: 1,
  flags: 0x01_00,
  questions: [{ type: 'A', name: knownName }],
});

/** The low bits of the flags are the response code; 0 is none (RFC 1035, section 4.1.1). */
function askForName(port: number, end: End): void {
  const socket = dgram.createSocket('udp4');
  const closing = { destroy: () => socket.close() };
  socket.on('error', () => end(false, closing));
  socket.on('message', (answer) => end((answer.readUInt16BE(2) & 0x0f) === 0, closing));
  socket.connect(port, '127.0.0.1', () => socket.send(question));
}
