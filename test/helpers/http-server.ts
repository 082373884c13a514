import { once } from 'node:events';
import net, { type Socket } from 'node:net';
import { portOf } from './port-of.ts';

/** A request as it came over the wire. */
export interface RecordedRequest {
  readonly method: string;
  readonly target: string;
  /** In wire order, names as sent, bytes as Latin-1. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** What had arrived behind the head when the head was complete, and what came until the reply. */
  readonly body: string;
}

/** A server that speaks exactly the bytes it is told to. */
export interface HttpServer extends AsyncDisposable {
  readonly port: number;
  /** `127.0.0.1:PORT`. */
  readonly authority: string;
  readonly requests: readonly RecordedRequest[];
  readonly connections: () => number;
}

/** Called for each complete request; writes to the socket, which the server does not close by itself. */
export type Responder = (request: RecordedRequest, socket: Socket) => void;

/**
 * Starts a server on a free port of the loopback interface that hands each request to `respond`.
 *
 * A request is complete when its head is, and its body has the announced length or the last chunk came.
 */
export async function startHttpServer(respond: Responder, host = '127.0.0.1'): Promise<HttpServer> {
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = net.createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const request = parseRequest(received);
      if (request === undefined) return;
      received = '';
      requests.push(request);
      respond(request, socket);
    });
  });
  server.listen(0, host);
  await once(server, 'listening');
  const port = portOf(server);
  return {
    port,
    authority: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    requests,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A responder that answers every request with the same bytes and closes. */
export function reply(text: string | Buffer): Responder {
  return (_request, socket) => {
    socket.end(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
  };
}

/** A responder by path (without query); other paths get 404. */
export function route(routes: Readonly<Record<string, Responder>>): Responder {
  return (request, socket) => {
    const path = request.target.split('?', 1)[0] ?? '';
    const responder = routes[path] ?? reply(response(404, 'not found'));
    responder(request, socket);
  };
}

/** A whole response with a length. */
export function response(status: number, body: string, headers: readonly string[] = []): string {
  const length = Buffer.byteLength(body, 'latin1');
  const fields = [...headers, `Content-Length: ${length}`].map((line) => `${line}\r\n`).join('');
  return `HTTP/1.1 ${status} Status\r\n${fields}\r\n${body}`;
}

/** All values of a header of a recorded request, without regard to case. */
export function sent(request: RecordedRequest | undefined, name: string): readonly string[] {
  return (request?.headers ?? [])
    .filter(([field]) => field.toLowerCase() === name.toLowerCase())
    .map(([, value]) => value);
}

function parseRequest(text: string): RecordedRequest | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [line = '', ...fields] = text.slice(0, end).split('\r\n');
  const [method = '', target = ''] = line.split(' ');
  const headers = fields.map((field): [string, string] => {
    const colon = field.indexOf(':');
    return [field.slice(0, colon), field.slice(colon + 1).trim()];
  });
  const body = text.slice(end + 4);
  const request = { method, target, headers, body };
  const [length = '0'] = sent(request, 'content-length');
  if (body.length < Number(length)) return undefined;
  if (sent(request, 'transfer-encoding').length > 0 && !body.endsWith('0\r\n\r\n')) return undefined;
  return request;
}
