/** Opens the connection of one hop: address, TCP, TLS, each timed on its own. */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Destination, IpAddress, PhaseDurations, ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { dial } from '../shared/dial.ts';
import { startTls } from '../shared/tls/handshake.ts';
import type { CertificationPath } from '../shared/tls/verdict.ts';
import type { TlsEvidence } from '../tls-evidence.ts';
import type { Proxy } from './proxy/proxy.ts';
import { type ProxyClientOptions, reachThroughProxy } from './proxy/through-proxy.ts';

/** Where a hop goes: to the address of a destination, or through a proxy to a host. */
export type HopRoute = (
  | (Destination & { readonly address: IpAddress })
  | { readonly proxy: Proxy /** A name, or an IP address without brackets. */; readonly hostname: string }
) & { readonly port: number };

/** What of the module concerns connections. */
export interface ConnectOptions extends ProxyClientOptions {
  readonly enableHttp2: boolean;
}

/**
 * A connection, or why there is none; `phases` has `connect`, `proxy` and `tls` as far as they were begun.
 * `isEstablished` tells whether TCP connected, to the target or to the proxy.
 */
export type Connection = {
  readonly phases: PhaseDurations;
  readonly isEstablished: boolean;
  readonly tls?: TlsEvidence;
} & (
  | { readonly ok: true; readonly socket: Socket }
  | {
      readonly ok: true;
      readonly socket: TLSSocket;
      readonly tls: TlsEvidence;
      readonly path: CertificationPath;
      readonly isHttp2: boolean;
    }
  | { readonly ok: false; readonly failure: Failure }
);

/**
 * Connects once, to one address; `serverName` is the name for SNI and verification, absent for plain HTTP. A
 * handshake that fails still yields what it showed.
 */
export async function connectHop(
  { route, serverName }: { readonly route: HopRoute; readonly serverName?: string },
  options: ConnectOptions,
  context: ProbeContext,
): Promise<Connection> {
  const isTls = serverName !== undefined;
  const opened = await open(route, { ...options, isTls }, context);
  const { phases, isEstablished } = opened;
  if (!opened.ok) return opened;
  // A reset that arrives when the exchange is over concerns nobody, but must not be an unhandled event.
  opened.socket.on('error', () => {});
  if (!isTls) return opened;

  const request = {
    options: options.tlsOptions,
    serverName,
    ...(options.enableHttp2 ? { alpn: ['h2', 'http/1.1'] } : {}),
    ...('proxy' in route ? { after: 'plain text' as const } : {}),
  };
  const shake = await startTls(opened.socket, request, context);
  const bothPhases = { ...phases, tls: shake.durationMs };
  const evidence = shake.evidence === undefined ? {} : { tls: shake.evidence };
  if (!shake.ok) return { ok: false, failure: shake.failure, phases: bothPhases, isEstablished, ...evidence };
  const { socket } = shake;
  socket.on('error', () => {});
  return {
    ok: true,
    socket,
    phases: bothPhases,
    isEstablished,
    tls: shake.evidence,
    path: shake.path,
    isHttp2: socket.alpnProtocol === 'h2',
  };
}

type Opened = Pick<Connection, 'phases' | 'isEstablished'> &
  ({ readonly ok: true; readonly socket: Socket } | { readonly ok: false; readonly failure: Failure });

/** As the reference counts it, a proxy's leave belongs to `connect` for plain HTTP, and to no phase for TLS. */
async function open(
  route: HopRoute,
  options: ConnectOptions & { readonly isTls: boolean },
  context: ProbeContext,
): Promise<Opened> {
  if ('address' in route) {
    const { sourceIpAddress } = options;
    const { durationMs, ...dialled } = await dial({ ...route, sourceIpAddress }, context);
    return { ...dialled, phases: { connect: durationMs }, isEstablished: dialled.ok };
  }
  const { proxy, hostname, port } = route;
  const target = { proxy, hostname, port, needsTunnel: options.isTls };
  const { dialMs, negotiationMs, ...reached } = await reachThroughProxy(target, options, context);
  if (dialMs === undefined) return { ...reached, phases: {}, isEstablished: false };
  if (negotiationMs === undefined) return { ...reached, phases: { connect: dialMs }, isEstablished: false };
  return {
    ...reached,
    isEstablished: true,
    phases: options.isTls ? { connect: dialMs, proxy: negotiationMs } : { connect: dialMs + negotiationMs },
  };
}
