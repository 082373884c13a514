import dgram from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { type Answer, decode, encode, type Packet } from 'dns-packet';
import { bundle, type Minted } from '../helpers/certificates.ts';
import { addresses, hosts } from './names.ts';

/** Starts the name server of the world: over UDP and TCP at port 53, with TLS at 853. */
export async function startNameServer(identity: Minted, chain: readonly Minted[]): Promise<Disposable> {
  const host = addresses.nameServer;
  const udp = dgram.createSocket('udp4');
  udp.on('message', (message, { port, address }) => udp.send(answerTo(message), port, address));
  udp.bind(53, host);
  await once(udp, 'listening');
  const overTcp = net.createServer(answerStream).listen(53, host);
  const overTls = tls
    .createServer({ cert: bundle(identity, ...chain), key: identity.keyPem }, answerStream)
    .listen(853, host);
  await Promise.all([once(overTcp, 'listening'), once(overTls, 'listening')]);
  return {
    [Symbol.dispose]: () => {
      udp.close();
      overTcp.close();
      overTls.close();
    },
  };
}

/** RFC 1035, section 4.2.2: each message behind its length. */
function answerStream(socket: net.Socket): void {
  socket.on('error', () => {});
  let received = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
    const answer = answerTo(received.subarray(2));
    const length = Buffer.alloc(2);
    length.writeUInt16BE(answer.length);
    received = Buffer.alloc(0);
    socket.end(Buffer.concat([length, answer]));
  });
}

function answerTo(message: Buffer): Buffer {
  const query = decode(message);
  const [question] = query.questions ?? [];
  const name = question?.name ?? '';
  const isKnown = hosts.has(name) || name === 'version.bind' || name === '';
  const answer: Packet = {
    type: 'response',
    ...(query.id !== undefined && { id: query.id }),
    // Flags and response code share a field (RFC 1035, section 4.1.1).
    flags: authoritative | recursionDesired | recursionAvailable | (isKnown ? 0 : nameError),
    questions: query.questions ?? [],
    answers: recordsOf(name, question?.type ?? ''),
  };
  return encode(answer);
}

const authoritative = 1 << 10;
const recursionDesired = 1 << 8;
const recursionAvailable = 1 << 7;
const nameError = 3;

function recordsOf(name: string, type: string): Answer[] {
  const address = hosts.get(name);
  const ttl = 300;
  if (type === 'A' && address !== undefined) return [{ type, name, ttl, data: address }];
  if (type === 'AAAA' && name === 'shop.example') return [{ type, name, ttl, data: addresses.shopIpv6 }];
  if (type === 'AAAA' && name === 'example.org') return [{ type, name, ttl, data: '2001:db8::99' }];
  if (type === 'MX' && name === 'shop.example') {
    return [
      { type, name, ttl, data: { preference: 10, exchange: 'mail.example' } },
      { type, name, ttl, data: { preference: 20, exchange: 'mail.example.org' } },
    ];
  }
  return type === 'TXT' && name === 'version.bind' ? [{ type, name, ttl: 0, class: 'CH', data: '9.18' }] : [];
}
