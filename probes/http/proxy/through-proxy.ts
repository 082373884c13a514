/** Reaches a target through a proxy: one address of the proxy, one attempt. */
import type { Socket } from 'node:net';
import type { ProbeContext } from '../../contract.ts';
import type { Failure } from '../../failure.ts';
import { chooseAddress } from '../../shared/address.ts';
import { dial } from '../../shared/dial.ts';
import { startTls } from '../../shared/tls/handshake.ts';
import type { TlsOptions } from '../../shared/tls/options.ts';
import { connectTunnel } from './http-connect.ts';
import type { ProxyOptions } from './options.ts';
import type { Proxy } from './proxy.ts';
import { unreachableProxy } from './proxy-failure.ts';
import { connectSocks } from './socks.ts';

export interface ProxiedTarget {
  readonly proxy: Proxy;
  /** Of the target: a name, or an IP address without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Whether bytes go through to the target as they are. An HTTP proxy forwards plain requests itself. */
  readonly needsTunnel: boolean;
}

/** What of the module concerns the way to the proxy. */
export interface ProxyClientOptions {
  readonly preferredIpProtocol: string;
  readonly sourceIpAddress: string;
  readonly tlsOptions: TlsOptions;
  readonly proxyOptions: ProxyOptions;
}

/**
 * A connection to write a request to, or why there is none. `dialMs` is the TCP handshake with the proxy,
 * `negotiationMs` what came after it: TLS with the proxy, and its leave to go on. Each is present when it began.
 */
export type ThroughProxy = { readonly dialMs?: number; readonly negotiationMs?: number } & (
  | { readonly ok: true; readonly socket: Socket }
  | { readonly ok: false; readonly failure: Failure }
);

/**
 * Connects to the proxy and, where a tunnel is needed, through it. Ends when `context.signal` aborts; every socket
 * that is not returned is closed.
 *
 * The proxy's name is looked up preferring the module's family, the other one being as good. TLS with the proxy is
 * judged by the module's TLS options and the proxy's own name.
 */
export async function reachThroughProxy(
  to: ProxiedTarget,
  options: ProxyClientOptions,
  context: ProbeContext,
): Promise<ThroughProxy> {
  const { proxy } = to;
  const { signal, clock } = context;
  const { preferredIpProtocol, sourceIpAddress } = options;
  context.transcript.record('proxy.used', { scheme: proxy.scheme, host: proxy.hostname });
  const destination = destinationOf(proxy);
  const choice = await chooseAddress(destination, { preferredIpProtocol, ipProtocolFallback: true }, context);
  if (!choice.ok) return { ok: false, failure: unreachableProxy(proxy, choice.failure, signal) };
  const dialled = await dial({ ...destination, address: choice.address, sourceIpAddress }, context);
  const { durationMs: dialMs } = dialled;
  if (!dialled.ok) return { ok: false, failure: unreachableProxy(proxy, dialled.failure, signal), dialMs };
  dialled.socket.on('error', ignore);

  const startMs = clock.monotonicMs();
  const negotiated = await negotiate(dialled.socket, { to, options }, context);
  const negotiationMs = clock.monotonicMs() - startMs;
  return { ...negotiated, dialMs, negotiationMs };
}

function destinationOf({ scheme, hostname: host, port }: Proxy) {
  return { scheme, host, port, use: 'proxy' as const };
}

type Negotiated =
  | { readonly ok: true; readonly socket: Socket }
  | { readonly ok: false; readonly failure: Failure };

async function negotiate(
  plain: Socket,
  { to, options }: { readonly to: ProxiedTarget; readonly options: ProxyClientOptions },
  context: ProbeContext,
): Promise<Negotiated> {
  const { proxy, hostname, port } = to;
  const { signal } = context;
  const secured = await secure(plain, { proxy, tlsOptions: options.tlsOptions }, context);
  if (!secured.ok) return secured;
  const { socket } = secured;
  const failure = await askForTarget();
  if (failure === undefined) return { ok: true, socket };
  socket.destroy();
  plain.destroy();
  return { ok: false, failure };

  async function askForTarget(): Promise<Failure | undefined> {
    if (proxy.scheme === 'socks5' || proxy.scheme === 'socks5h') {
      return await connectSocks(socket, { proxy, target: { hostname, port } }, signal);
    }
    if (!to.needsTunnel) return undefined;
    const authority = `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
    const { connectHeaders } = options.proxyOptions;
    return await connectTunnel(socket, { proxy, authority, connectHeaders }, signal);
  }
}

async function secure(
  socket: Socket,
  { proxy, tlsOptions }: { readonly proxy: Proxy; readonly tlsOptions: TlsOptions },
  context: ProbeContext,
): Promise<Negotiated> {
  if (proxy.scheme !== 'https') return { ok: true, socket };
  // The name in the module's options is the target's.
  const request = { options: { ...tlsOptions, serverName: '' }, serverName: proxy.hostname };
  const shake = await startTls(socket, request, context);
  if (!shake.ok) {
    return { ok: false, failure: unreachableProxy(proxy, shake.failure, context.signal) };
  }
  shake.socket.on('error', ignore);
  return { ok: true, socket: shake.socket };
}

function ignore(): void {}
