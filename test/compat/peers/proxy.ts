import type { Minted } from '../../helpers/certificates.ts';
import { startHttpProxy } from '../../helpers/http-proxy.ts';
import type { Responder } from '../../helpers/http-server.ts';
import type { StartPeer } from '../row.ts';
import { answer, secureWeb, web } from './web.ts';

/** A web server behind a proxy, which is at `$PORT`; with `authorization` the proxy wants to be told so. */
export function proxied(respond: Responder, authorization?: string): StartPeer {
  return behindProxy(web(respond), authorization);
}

/** The same with a server of TLS. */
export function proxiedSecurely(identity: Minted, authorization?: string): StartPeer {
  return behindProxy(secureWeb({ identity }, answer(200)), authorization);
}

/** A server that gives the token `granted` at `/token`, and answers all else; it is at `$PORT` itself. */
export function guarded(respond: Responder): StartPeer {
  return web((request, socket) => {
    const token = answer(
      200,
      '{"access_token":"granted","token_type":"Bearer"}',
      'Content-Type: application/json',
    );
    (request.target === '/token' ? token : respond)(request, socket);
  });
}

function behindProxy(start: StartPeer, authorization?: string): StartPeer {
  return async () => {
    const peer = await start();
    const upstreamPort = peer.port ?? 0;
    const proxy = await startHttpProxy({
      upstreamPort,
      ...(authorization === undefined ? {} : { authorization }),
    });
    return {
      target: peer.target,
      port: proxy.port,
      [Symbol.asyncDispose]: async () => {
        await proxy[Symbol.asyncDispose]();
        await peer[Symbol.asyncDispose]();
      },
    };
  };
}
