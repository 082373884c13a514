import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { WebSocketServer } from 'ws';
import type { Minted } from '../../helpers/certificates.ts';
import { portOf } from '../../helpers/port-of.ts';
import type { StartPeer } from '../row.ts';

/** How a server of WebSockets behaves. */
export interface WebsocketBehaviour {
  /** Messages that it sends as soon as it can. */
  readonly greets?: readonly string[];
  /** The status that a handshake is refused with; undefined where it is not. */
  readonly refuses?: (request: IncomingMessage) => number | undefined;
  /** Answers whatever it is told with these words and the message. */
  readonly echoes?: string;
  /** Closes in order after its greetings. */
  readonly leaves?: true;
}

/** A server of WebSockets, behind TLS when it has a certificate; HOST in `target` stands for its address. */
export function websocket(
  behaviour: WebsocketBehaviour = {},
  target = 'ws://HOST/',
  identity?: Minted,
): StartPeer {
  return async () => {
    const server =
      identity === undefined
        ? createServer()
        : createSecureServer({ cert: identity.certPem, key: identity.keyPem });
    const { greets = [], refuses, echoes, leaves } = behaviour;
    const sockets = new WebSocketServer({
      server,
      verifyClient: ({ req }, done) => {
        const status = refuses?.(req);
        done(status === undefined, status);
      },
    });
    sockets.on('connection', (socket) => {
      socket.on('error', () => {});
      if (echoes !== undefined)
        socket.on('message', (data: Buffer) => socket.send(`${echoes}${data.toString()}`));
      for (const text of greets) socket.send(text);
      if (leaves === true) socket.close();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = portOf(server);
    return {
      port,
      target: target.replace('HOST', `127.0.0.1:${port}`).replace('PORT', String(port)),
      [Symbol.asyncDispose]: async () => {
        for (const socket of sockets.clients) socket.terminate();
        sockets.close();
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      },
    };
  };
}

/** Refuses every handshake without exactly this field. */
export function unlessSent(name: string, value: string): WebsocketBehaviour {
  return { refuses: ({ headers }) => (headers[name] === value ? undefined : 401) };
}
