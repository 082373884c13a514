import net from 'node:net';
import { LineReader } from '../../probes/shared/line-reader.ts';
import { startTcpServer, type TcpServer } from './tcp-server.ts';

/** How a test server of SOCKS version 5 treats its clients. */
export interface SocksOptions {
  /** Where connections really go, whatever the request names. */
  readonly upstreamPort: number;
  /** The only user, as `name:password`; without one nobody is asked. */
  readonly user?: string;
  /** What requests are answered with instead of a connection. */
  readonly refusal?: number;
}

export interface SocksServer extends TcpServer {
  /** `host:port` of the requests, in order. */
  readonly requests: readonly string[];
}

/** Starts a SOCKS server (RFC 1928) on a free port of loopback. */
export async function startSocksServer(options: SocksOptions): Promise<SocksServer> {
  const requests: string[] = [];
  const server = await startTcpServer((socket) => {
    serve(socket, options, requests).catch(() => socket.destroy());
  });
  return { ...server, requests };
}

async function serve(client: net.Socket, options: SocksOptions, requests: string[]): Promise<void> {
  client.pause();
  const signal = new AbortController().signal;
  {
    using reader = new LineReader(client, signal);
    const take = async (count: number): Promise<Buffer> => {
      const parts: Buffer[] = [];
      for (let missing = count; missing > 0; ) {
        const read = await reader.readBytes(missing);
        if (read.kind !== 'bytes') throw new Error('the client has gone');
        parts.push(read.bytes);
        missing -= read.bytes.length;
      }
      return Buffer.concat(parts);
    };
    const takeText = async (): Promise<string> => {
      const [length = 0] = await take(1);
      return (await take(length)).toString('utf8');
    };
    const [, count = 0] = await take(2);
    const methods = await take(count);
    if (options.user === undefined) {
      client.write(Buffer.from([5, 0]));
    } else {
      if (!methods.includes(2)) {
        client.end(Buffer.from([5, 0xff]));
        return;
      }
      client.write(Buffer.from([5, 2]));
      await take(1);
      const user = `${await takeText()}:${await takeText()}`;
      client.write(Buffer.from([1, user === options.user ? 0 : 1]));
      if (user !== options.user) return;
    }
    const [, , , type] = await take(4);
    const host = type === 3 ? await takeText() : [...(await take(type === 1 ? 4 : 16))].join('.');
    requests.push(`${host}:${(await take(2)).readUInt16BE()}`);
  }
  if (options.refusal !== undefined) {
    client.end(Buffer.from([5, options.refusal, 0, 1, 0, 0, 0, 0, 0, 0]));
    return;
  }
  const upstream = net.connect(options.upstreamPort, '127.0.0.1');
  upstream.on('error', () => client.destroy());
  client.on('close', () => upstream.destroy());
  // Bound to a name, which clients have to skip as well.
  client.write(Buffer.from([5, 0, 0, 3, 4, 0x6e, 0x61, 0x6d, 0x65, 0, 0]));
  client.pipe(upstream).pipe(client);
}
