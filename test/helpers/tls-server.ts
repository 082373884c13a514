import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type SecureVersion, type TLSSocket } from 'node:tls';
import { bundle, type Minted } from './certificates.ts';

/** How the server presents itself. */
export interface TlsServerOptions {
  /** Certificate and key of the server. */
  readonly identity: Minted;
  /** What it sends after its own certificate, in this order. Default: nothing. */
  readonly chain?: readonly Minted[];
  /** Default: TLSv1.2 to TLSv1.3. TLS 1.0 and 1.1 work when asked for. */
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  /** OpenSSL cipher list, for suites of TLS 1.2 and below. Default: every one, weak ones too. */
  readonly ciphers?: string;
  readonly alpn?: readonly string[];
  /** Demands a client certificate that one of these issued. */
  readonly clientCa?: Minted;
  /** The address to listen on. Default: 127.0.0.1. */
  readonly host?: string;
  /** Told of every connection whose handshake is complete. Default: the connection stays open and idle. */
  readonly onConnection?: (socket: TLSSocket) => void;
}

/** A TLS server on a free port of the loopback interface. */
export interface TlsTestServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** The server names that clients asked for, one entry for each ClientHello that carried one. */
  readonly serverNames: readonly string[];
  /** The connections whose handshake the server saw complete, in order, closed ones too. */
  readonly connections: readonly TLSSocket[];
  /** Client errors and aborted handshakes as the server saw them, by code. */
  readonly clientErrorCodes: readonly string[];
}

/** Starts a TLS server; `await using` closes it with all its connections. */
export async function startTlsServer(options: TlsServerOptions): Promise<TlsTestServer> {
  const { identity, chain = [], clientCa, alpn, host = '127.0.0.1' } = options;
  const serverNames: string[] = [];
  const connections: TLSSocket[] = [];
  const clientErrorCodes: string[] = [];
  const server = createServer({
    cert: bundle(identity, ...chain),
    key: identity.keyPem,
    minVersion: options.minVersion ?? 'TLSv1.2',
    maxVersion: options.maxVersion ?? 'TLSv1.3',
    ciphers: options.ciphers ?? 'ALL:@SECLEVEL=0',
    ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
    ...(clientCa === undefined ? {} : { requestCert: true, rejectUnauthorized: true, ca: clientCa.certPem }),
    SNICallback: (name, done) => {
      serverNames.push(name);
      done(null);
    },
  });
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.on('secureConnection', (socket) => {
    connections.push(socket);
    socket.on('error', () => {});
    options.onConnection?.(socket);
  });
  server.on('tlsClientError', (error) => {
    clientErrorCodes.push('code' in error && typeof error.code === 'string' ? error.code : error.message);
  });
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = addressOf(server.address());
  return {
    host,
    port,
    serverNames,
    connections,
    clientErrorCodes,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address;
}
