import dgram from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';

/** A query that reached a peer, and the ways to answer it. */
export interface PeerQuery {
  readonly message: Buffer;
  readonly transport: 'udp' | 'tcp';
  /** Sends one message: a datagram, or with its length in front. */
  readonly send: (message: Buffer) => void;
  /** Who asked. */
  readonly from: string;
  readonly fromPort: number;
  /** The connection of a query over TCP. */
  readonly socket?: net.Socket;
}

/** A peer on a port of loopback, over UDP and TCP. */
export interface DnsPeer extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly target: string;
  /** Every query so far. */
  readonly queries: readonly PeerQuery[];
  /** Sends a datagram to a port of loopback, asked or not. */
  readonly sendTo: (port: number, message: Buffer) => void;
}

/** Starts a peer that gives every query to `answer`; `await using` closes it with its connections. */
export async function startDnsPeer(answer: (query: PeerQuery) => void, host = '127.0.0.1'): Promise<DnsPeer> {
  const queries: PeerQuery[] = [];
  const sockets = new Set<net.Socket>();
  const tcp = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', (framed) => {
      take({
        message: framed.subarray(2),
        transport: 'tcp',
        from: socket.remoteAddress ?? '',
        fromPort: socket.remotePort ?? 0,
        socket,
        send: (message) => socket.write(frame(message)),
      });
    });
  });
  tcp.listen(0, host);
  await once(tcp, 'listening');
  const address = tcp.address();
  if (address === null || typeof address === 'string') throw new Error('the peer has no port');
  const { port } = address;
  const udp = dgram.createSocket(net.isIPv6(host) ? 'udp6' : 'udp4');
  udp.on('message', (message, from) => {
    take({
      message,
      transport: 'udp',
      from: from.address,
      fromPort: from.port,
      send: (reply) => udp.send(reply, from.port, from.address),
    });
  });
  udp.bind(port, host);
  await once(udp, 'listening');
  function take(query: PeerQuery): void {
    queries.push(query);
    answer(query);
  }
  return {
    target: net.isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`,
    queries,
    sendTo: (to, message) => udp.send(message, to, host),
    [Symbol.asyncDispose]: async () => {
      const closed = once(tcp, 'close');
      tcp.close();
      for (const socket of sockets) socket.destroy();
      udp.close();
      await closed;
    },
  };
}

/** A message as it goes over TCP (RFC 1035, section 4.2.2). */
export function frame(message: Buffer): Buffer {
  return Buffer.concat([Buffer.of(message.length >>> 8, message.length & 0xff), message]);
}
