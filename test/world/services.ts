/** The services of the world: what the examples of the documents ask for is there, and well. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { WebSocketServer } from 'ws';
import { bundle, type Minted } from '../helpers/certificates.ts';
import { summaryText } from '../probes/statuspage/pages.ts';
import { addresses } from './names.ts';

/** What a service is reached by. */
interface Place {
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
}

/** Starts everything but the name server; `chain` is the certificate of all with what stands above it. */
export async function startServices(
  {
    identity,
    chain,
    expired,
  }: { readonly identity: Minted; readonly chain: readonly Minted[]; readonly expired: Minted },
  phpSocket: string,
): Promise<Disposable> {
  const secure = { cert: bundle(identity, ...chain), key: identity.keyPem };
  const servers: net.Server[] = [];
  const listen = async (server: net.Server, place: Place): Promise<void> => {
    servers.push(server);
    server.listen(place);
    await once(server, 'listening');
  };
  const accepting = (): net.Server => net.createServer(quietly);
  for (const host of [addresses.shop, addresses.shopIpv6]) {
    await listen(createServer(toHttps), { host, port: 80 });
    await listen(https.createServer(secure, shop), { host, port: 443 });
  }
  await listen(https.createServer({ cert: bundle(expired, ...chain), key: expired.keyPem }, shop), {
    host: '127.0.0.1',
    port: 8443,
  });
  await listen(accepting(), { host: addresses.db, port: 5432 });
  for (const port of [25, 587]) await listen(smtpServer(secure), { host: addresses.mail, port });
  await listen(tls.createServer(secure, quietly), { host: addresses.mail, port: 465 });
  await listen(
    tls.createServer(secure, (socket) => greeting(socket, '* OK IMAP4rev1 ready\r\n')),
    { host: addresses.imap, port: 993 },
  );
  await listen(http2.createServer().on('stream', healthy), { host: addresses.api, port: 50_051 });
  await listen(http2.createSecureServer(secure).on('stream', healthy), { host: addresses.api, port: 443 });
  const chat = https.createServer(secure);
  const sockets = new WebSocketServer({ server: chat });
  await listen(chat, { host: addresses.chat, port: 443 });
  await listen(
    https.createServer(secure, (_request, response) => response.end(summaryText())),
    { host: addresses.status, port: 443 },
  );
  await listen(createServer(pushgateway), { host: addresses.pushgateway, port: 9091 });
  await listen(accepting(), { path: phpSocket });
  await listen(accepting(), { path: '\0abstract-name' });
  return {
    [Symbol.dispose]: () => {
      sockets.close();
      for (const server of servers) server.close();
    },
  };
}

const shop: RequestListener = ({ url, headers }, response) => {
  const isHealth = url !== '/' || headers.host !== 'shop.example';
  response.setHeader('content-type', isHealth ? 'application/json' : 'text/html');
  response.end(isHealth ? '{"status": "ok"}\n' : '<title>The shop</title>\n');
};

/** As much of one as a push asks for. */
const pushgateway: RequestListener = (request, response) => {
  request.resume().once('end', () => {
    response.writeHead(request.method === 'PUT' ? 200 : 405).end();
  });
};

const toHttps: RequestListener = ({ headers, url }, response) => {
  response.writeHead(301, { location: `https://${headers.host ?? ''}${url ?? '/'}` }).end();
};

function quietly(socket: net.Socket): void {
  socket.on('error', () => {});
}

function greeting(socket: net.Socket, text: string): void {
  quietly(socket);
  socket.write(text);
}

/** As much of ESMTP (RFC 5321, RFC 3207) as monitoring asks for; lines may end in a line feed alone. */
function smtpServer(secure: { readonly cert: string; readonly key: string }): net.Server {
  const speak = (socket: net.Socket, extensions: string): void => {
    quietly(socket);
    const onData = (bytes: Buffer): void => {
      const line = bytes.toString('latin1').trimEnd().toUpperCase();
      if (line.startsWith('EHLO')) socket.write(`250-mail.example\r\n${extensions}250 HELP\r\n`);
      else if (line === 'QUIT') socket.end('221 bye\r\n');
      else if (line === 'STARTTLS' && extensions !== '') {
        socket.off('data', onData);
        socket.write('220 go ahead\r\n');
        speak(new tls.TLSSocket(socket, { isServer: true, ...secure }), '');
      } else socket.write('502 what?\r\n');
    };
    socket.on('data', onData);
  };
  return net.createServer((socket) => {
    socket.write('220 mail.example ESMTP\r\n');
    speak(socket, '250-STARTTLS\r\n');
  });
}

/** Answers every call as `grpc.health.v1.Health/Check` does for a service that is serving. */
function healthy(stream: http2.ServerHttp2Stream): void {
  stream.on('error', () => {});
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(Buffer.from([0, 0, 0, 0, 2, 0x08, 0x01]));
}
