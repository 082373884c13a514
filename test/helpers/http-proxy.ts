import net from 'node:net';
import { type HttpServer, reply, response, sent, startHttpServer } from './http-server.ts';

/** How a test proxy treats its clients. */
export interface HttpProxyOptions {
  /** The value of `Proxy-Authorization` without which requests are answered with 407. */
  readonly authorization?: string;
  /** Where requests really go, whatever host they name. */
  readonly upstreamPort: number;
}

/** Starts an HTTP proxy that makes tunnels and forwards plain requests, one request a connection. */
export async function startHttpProxy(options: HttpProxyOptions): Promise<HttpServer> {
  return await startHttpServer((request, client) => {
    const { authorization, upstreamPort } = options;
    if (authorization !== undefined && sent(request, 'proxy-authorization')[0] !== authorization) {
      reply(response(407, 'who are you'))(request, client);
      return;
    }
    const upstream = net.connect(upstreamPort, '127.0.0.1');
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    if (request.method === 'CONNECT') {
      client.removeAllListeners('data');
      client.write('HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n');
      client.pipe(upstream).pipe(client);
      return;
    }
    const path = request.target.replace(/^http:\/\/[^/]*/, '');
    const fields = request.headers
      .filter(([name]) => !/^proxy-/i.test(name))
      .map(([name, value]) => `${name}: ${value}\r\n`);
    upstream.write(`${request.method} ${path} HTTP/1.1\r\n${fields.join('')}\r\n${request.body}`, 'latin1');
    upstream.pipe(client);
  });
}
