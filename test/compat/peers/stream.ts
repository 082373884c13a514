import type { Socket } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import type { Minted } from '../../helpers/certificates.ts';
import { startTlsServers } from '../../helpers/starttls-servers.ts';
import { startTcpServer, startUnixServer } from '../../helpers/tcp-server.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';
import { startTlsServer, type TlsServerOptions } from '../../helpers/tls-server.ts';
import type { StartPeer } from '../row.ts';

/** What a server does with a connection. */
export type Talk = (socket: Socket) => void;

/** Waits for the other side to speak or to leave. */
export const silence: Talk = () => {};

/** Says this, and no more. */
export const saying =
  (text: string | Buffer): Talk =>
  (socket) =>
    socket.write(text);

/** Says this and closes its side. */
export const parting =
  (text: string | Buffer): Talk =>
  (socket) =>
    socket.end(text);

/** Resets when the other side has spoken. */
export const resetting: Talk = (socket) => socket.once('data', () => socket.resetAndDestroy());

/** Says `greeting`; after exactly these bytes, in whatever pieces they come, says `good`, after others nothing. */
export function hearing(bytes: string, greeting = ''): Talk {
  return (socket) => {
    let heard = '';
    socket.write(greeting);
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      if (heard === bytes) socket.write('good\n');
    });
  };
}

/** A server of TCP; HOST in `target` stands for its address, PORT for its port. */
export function stream(talk: Talk, target = 'HOST'): StartPeer {
  return async () => {
    const server = await startTcpServer(talk);
    return { ...server, target: target.replace('HOST', server.target).replace('PORT', String(server.port)) };
  };
}

/** A target that speaks for itself. */
export function nowhere(target: string): StartPeer {
  return () => Promise.resolve({ target, [Symbol.asyncDispose]: () => Promise.resolve() });
}

/** Nobody at all: a port that no program is given by chance. */
export const nobody = nowhere('127.0.0.1:1');

/** A server of TLS, reached by `host`, which says nothing. */
export function secure(options: TlsServerOptions, host = 'localhost', talk: Talk = silence): StartPeer {
  return async () => {
    const server = await startTlsServer({ ...options, onConnection: talk });
    return { ...server, target: `${host}:${server.port}` };
  };
}

/** Speaks TLS from the beginning, on whatever connection. */
export function secured(identity: Minted, talk: Talk = silence): Talk {
  return (socket) => {
    const { certPem: cert, keyPem: key } = identity;
    const tls = new TLSSocket(socket, { isServer: true, cert, key });
    tls.on('error', () => {});
    tls.on('end', () => tls.destroy());
    talk(tls);
  };
}

/** A mail server that takes STARTTLS and then greets once more. */
export function mail(identity: Minted): Talk {
  return (socket) => startTlsServers.smtp(socket, secured(identity, saying('250 secure\r\n')));
}

/** A server of a Unix domain socket; PATH in `target` stands for its path. */
export function unix(talk: Talk, target = 'PATH'): StartPeer {
  return async () => {
    const directory = temporaryDirectory();
    const server = await startUnixServer(talk, join(directory.path, 'socket'));
    return {
      target: target.replace('PATH', server.target),
      [Symbol.asyncDispose]: async () => {
        await server[Symbol.asyncDispose]();
        directory[Symbol.dispose]();
      },
    };
  };
}
