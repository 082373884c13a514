import { type Minted, type MintOptions, mint, mintAuthority } from './certificates.ts';
import { type HttpServer, type Responder, reply, response, startHttpServer } from './http-server.ts';
import { distributionPoints, mintRevocationList, type RevocationListOptions } from './revocation-lists.ts';

/** An authority with a server for its revocation list, which its certificates name. */
export interface ListAuthority extends AsyncDisposable {
  readonly root: Minted;
  /** Where the list is. */
  readonly url: string;
  readonly server: HttpServer;
  /** Issues a certificate that names the list, with the serial number 0e1e unless told otherwise. */
  issue(options?: MintOptions): Minted;
}

/** Makes the answer to a request for the list, given what mints lists of the authority. */
export type ListResponder = (mintList: (options?: Partial<RevocationListOptions>) => Buffer) => Responder;

/** Starts an authority; its list is empty unless `respond` answers something else. */
export async function startListAuthority(
  respond: ListResponder = (mintList) => listReply(mintList()),
): Promise<ListAuthority> {
  const root = mintAuthority('List Root');
  const server = await startHttpServer(
    respond((options) => mintRevocationList({ issuer: root, ...options })),
  );
  const url = `http://${server.authority}/root.crl`;
  return {
    root,
    url,
    server,
    issue: (options = {}) =>
      mint({ issuer: root, serialHex: '0e1e', extensions: [distributionPoints(url)], ...options }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** A responder that hands out these bytes. */
export function listReply(list: Buffer): Responder {
  return reply(response(200, list.toString('latin1')));
}
