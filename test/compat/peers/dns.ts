import { frame, startDnsPeer } from '../../helpers/dns-peer.ts';
import { questionOf, type WireReply, wireReply } from '../../helpers/dns-wire.ts';
import { startTlsServer, type TlsServerOptions } from '../../helpers/tls-server.ts';
import type { StartPeer } from '../row.ts';

/** A name server over UDP and TCP that answers every query with this. */
export function nameServer(reply: WireReply | ((query: Buffer) => WireReply)): StartPeer {
  return () => startDnsPeer(({ message, send }) => send(wireReply(message, replyTo(message, reply))));
}

/** A name server over TLS alone, reached by `host`. */
export function secureNameServer(options: TlsServerOptions, reply: WireReply, host = 'localhost'): StartPeer {
  return async () => {
    const server = await startTlsServer({
      ...options,
      onConnection: (socket) =>
        socket.once('data', (framed: Buffer) =>
          socket.write(frame(wireReply(framed.subarray(2), replyTo(framed, reply)))),
        ),
    });
    return { ...server, target: `${host}:${server.port}` };
  };
}

/** NOERROR for a query whose header behind the id and whose question are these bytes, else REFUSED. */
export function ifQuery(header: Buffer, question: Buffer): (query: Buffer) => WireReply {
  return (query) => {
    const isRight = query.subarray(2, 12).equals(header) && questionOf(query).equals(question);
    return isRight && query.length === 12 + question.length ? {} : { flags: refused };
  };
}

/** The flags of a reply with the code REFUSED. */
export const refused = 0x81_85;

function replyTo(query: Buffer, reply: WireReply | ((query: Buffer) => WireReply)): WireReply {
  return typeof reply === 'function' ? reply(query) : reply;
}
