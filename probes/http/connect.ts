/** Opens the connection of one hop: address, TCP, TLS, each timed on its own. */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { IpAddress, PhaseDurations, ProbeContext, TlsEvidence } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { dial } from '../shared/dial.ts';
import { startTls } from '../shared/tls/handshake.ts';
import type { HttpOptions } from './options.ts';

/** Where a hop goes. */
export interface HopAddress {
  readonly address: IpAddress;
  readonly port: number;
  /** The name for SNI and verification; absent for plain HTTP. */
  readonly serverName?: string;
}

/** A connection, or why there is none; `phases` has `connect` and `tls` as far as they were begun. */
export type Connection = { readonly phases: PhaseDurations; readonly tls?: TlsEvidence } & (
  | { readonly ok: true; readonly socket: Socket }
  | { readonly ok: true; readonly socket: TLSSocket; readonly tls: TlsEvidence; readonly isHttp2: boolean }
  | { readonly ok: false; readonly failure: Failure }
);

/** Connects once, to one address. A handshake that fails still yields what it showed. */
export async function connectHop(
  to: HopAddress,
  options: HttpOptions,
  context: ProbeContext,
): Promise<Connection> {
  const { address, port, serverName } = to;
  const dialled = await dial({ address, port, sourceIpAddress: options.sourceIpAddress }, context);
  const phases = { connect: dialled.durationMs };
  if (!dialled.ok) return { ok: false, failure: dialled.failure, phases };
  // A reset that arrives when the exchange is over concerns nobody, but must not be an unhandled event.
  dialled.socket.on('error', () => {});
  if (serverName === undefined) return { ok: true, socket: dialled.socket, phases };

  const request = {
    options: options.tlsOptions,
    serverName,
    ...(options.enableHttp2 ? { alpn: ['h2', 'http/1.1'] } : {}),
  };
  const shake = await startTls(dialled.socket, request, context);
  const bothPhases = { ...phases, tls: shake.durationMs };
  const evidence = shake.evidence === undefined ? {} : { tls: shake.evidence };
  if (!shake.ok) return { ok: false, failure: shake.failure, phases: bothPhases, ...evidence };
  const { socket } = shake;
  socket.on('error', () => {});
  return {
    ok: true,
    socket,
    phases: bothPhases,
    tls: shake.evidence,
    isHttp2: socket.alpnProtocol === 'h2',
  };
}
