import type { IpAddress } from '../contract.ts';
import type { Failure } from '../failure.ts';
import type { IcmpError } from './control-messages.ts';
import { decodeEcho, encodeEchoRequest, internetChecksum } from './echo.ts';
import { IcmpSocket, type Received } from './icmp-socket.ts';
import { type ClaimedIdentifier, claimIdentifier } from './identity.ts';
import { linux } from './linux.ts';
import type { SocketKind } from './observations.ts';
import { permissionFailure } from './permission.ts';
import { encodeSocketAddress, isSameHost } from './socket-address.ts';
import { bindError, socketError } from './socket-errors.ts';
import type { SystemCalls } from './system-calls.ts';

/** Whom an echo socket speaks to, and how. */
export interface EchoSocketOptions {
  readonly destination: IpAddress;
  /** The address to send from; absent when the system chooses. */
  readonly source: IpAddress | undefined;
  /** 0 leaves it to the system. */
  readonly hopLimit: number;
  /** Has no effect on IPv6. */
  readonly dontFragment: boolean;
}

/** Something that arrived. */
export type Arrival =
  /** An intact echo reply from the destination to a request of this socket's identifier. */
  | {
      readonly kind: 'reply';
      readonly sequence: number;
      readonly payload: Buffer;
      readonly hopLimit?: number;
    }
  /** An ICMP error about a request of this socket. */
  | { readonly kind: 'error'; readonly sequence: number; readonly error: IcmpError }
  /** Anything else; `why` is a short text for people, absent when it concerns somebody else's messages. */
  | { readonly kind: 'other'; readonly why?: string };

/** An open echo socket, or why there is none. */
export type EchoSocketChoice =
  | { readonly ok: true; readonly socket: EchoSocket }
  | { readonly ok: false; readonly failure: Failure };

/** Socket kinds in the order to try them: the one that needs no privilege first. */
const kinds = ['datagram', 'raw'] as const satisfies readonly SocketKind[];

/** What socket(2) says when this process may not have a socket, or the kernel has none, of that kind. */
const kindRefused = new Set(['EACCES', 'EPERM', 'EPROTONOSUPPORT', 'ESOCKTNOSUPPORT']);

/** How many identifiers to try: other processes bind theirs too, all of them out of 65535. */
const identifierAttempts = 16;

/** Opens a socket for the echo requests of one run. Sends nothing. */
export function openEchoSocket(options: EchoSocketOptions, calls: SystemCalls): EchoSocketChoice {
  const scopeId = scopeOf(options.destination, calls);
  if (scopeId === undefined) return { ok: false, failure: socketError('ENODEV', 'connect') };
  const opened = openEitherKind(options.destination.family, calls);
  if (!opened.ok) return opened;
  const socket = new EchoSocket(opened.socket, encodeSocketAddress(options.destination, 0, scopeId));
  const failure = socket.prepare(options, scopeId);
  if (failure === undefined) return { ok: true, socket };
  socket[Symbol.dispose]();
  return { ok: false, failure };
}

/** The index of the interface that a zone names, 0 for an address without one, `undefined` for none such. */
export function scopeOf({ address }: IpAddress, calls: SystemCalls): number | undefined {
  const [, zone] = address.split('%', 2);
  if (zone === undefined) return 0;
  const index = calls.if_nametoindex(zone) || Number(zone);
  return Number.isInteger(index) && index > 0 ? index : undefined;
}

/** Opens a socket of the first kind that this process may have; the caller disposes of it. */
export function openEitherKind(
  family: IpAddress['family'],
  calls: SystemCalls,
): { readonly ok: true; readonly socket: IcmpSocket } | { readonly ok: false; readonly failure: Failure } {
  for (const kind of kinds) {
    const fd = calls.socket(
      family === 4 ? linux.AF_INET : linux.AF_INET6,
      (kind === 'datagram' ? linux.SOCK_DGRAM : linux.SOCK_RAW) | linux.SOCK_NONBLOCK | linux.SOCK_CLOEXEC,
      family === 4 ? linux.IPPROTO_ICMP : linux.IPPROTO_ICMPV6,
    );
    if (fd >= 0) return { ok: true, socket: new IcmpSocket({ family, kind }, fd, calls) };
    const code = calls.errorCode();
    if (!kindRefused.has(code)) return { ok: false, failure: socketError(code, 'connect') };
  }
  return { ok: false, failure: permissionFailure() };
}

/** A socket for echo requests to one destination under one identifier. */
export class EchoSocket implements Disposable {
  readonly #socket: IcmpSocket;
  readonly #to: Buffer;
  #claim: ClaimedIdentifier | undefined;

  constructor(socket: IcmpSocket, to: Buffer) {
    this.#socket = socket;
    this.#to = to;
  }

  [Symbol.dispose](): void {
    this.#socket[Symbol.dispose]();
    this.#claim?.[Symbol.dispose]();
  }

  get kind(): SocketKind {
    return this.#socket.type.kind;
  }

  /** 0 until the socket is prepared. */
  get identifier(): number {
    return this.#claim?.identifier ?? 0;
  }

  /** Binds to an identifier and to the source, and sets the options; done once, before anything is sent. */
  prepare(options: EchoSocketOptions, scopeId: number): Failure | undefined {
    const failure = this.#bind(options.source, scopeId);
    if (failure !== undefined) return failure;
    this.#socket.requestReports();
    const isIp4 = this.#socket.type.family === 4;
    // With an IP header of its own, as the reference makes one for this, the TTL is never left to the system.
    const hopLimit = options.hopLimit === 0 && options.dontFragment && isIp4 ? 64 : options.hopLimit;
    const code =
      (this.kind === 'raw' ? this.#socket.accept(this.identifier) : undefined) ??
      (options.dontFragment && isIp4 ? this.#socket.forbidFragments() : undefined) ??
      (hopLimit === 0 ? undefined : this.#socket.setHopLimit(hopLimit));
    return code === undefined ? undefined : socketError(code, 'connect');
  }

  /** Sets the TTL or hop limit of the requests that follow; gives the code of an error. */
  setHopLimit(hopLimit: number): string | undefined {
    return this.#socket.setHopLimit(hopLimit);
  }

  /** The request with this sequence number, to be sent as it is. */
  encode(sequence: number, payload: Buffer): Buffer {
    return encodeEchoRequest(this.#socket.type.family, { identifier: this.identifier, sequence }, payload);
  }

  /** Sends a request; gives the code of an error, `undefined` when the kernel took it. */
  send(request: Buffer): string | undefined {
    return this.#socket.send(request, this.#to);
  }

  /** The next thing that arrived, errors first; `undefined` when there is nothing more. */
  next(): Arrival | undefined {
    const report = this.#socket.read('errors');
    if (report.kind === 'message') return this.#judgeReport(report.received);
    const read = this.#socket.read('incoming');
    if (read.kind === 'nothing') return undefined;
    // The socket's pending error is gone once it is read; what it was about stands in the error queue.
    return read.kind === 'error' ? { kind: 'other' } : this.#judgeMessage(read.received);
  }

  /** Calls back, until the socket is disposed of, whenever something has arrived. */
  watch(onArrival: () => void): void {
    this.#socket.watch(onArrival);
  }

  /** A datagram socket's port is its identifier: the kernel refuses one that another socket has. */
  #bind(source: IpAddress | undefined, scopeId: number): Failure | undefined {
    const { family } = this.#socket.type;
    const from = source ?? { family, address: family === 4 ? '0.0.0.0' : '::' };
    for (let attempt = 0; attempt < identifierAttempts; attempt += 1) {
      this.#claim = claimIdentifier();
      if (this.#claim === undefined) break;
      if (this.kind === 'raw' && source === undefined) return undefined;
      const port = this.kind === 'raw' ? 0 : this.identifier;
      const code = this.#socket.bind(encodeSocketAddress(from, port, scopeId));
      if (code === undefined) return undefined;
      if (code !== 'EADDRINUSE') return bindError(code, from.address);
      this.#claim[Symbol.dispose]();
    }
    const detail = 'no identifier for echo requests is free: too many probes of this host are on the way';
    return { phase: 'connect', reason: 'local.resources', blame: 'local', detail };
  }

  /** Of an error, the message is the request, as much of it as the reporter quoted, and the address is its destination. */
  #judgeReport({ message, address, icmpError }: Received): Arrival {
    const { family } = this.#socket.type;
    const request = decodeEcho(family, message);
    const isOurs =
      icmpError !== undefined &&
      request?.kind === 'request' &&
      request.identifier === this.identifier &&
      isSameHost(address, this.#to);
    return isOurs ? { kind: 'error', sequence: request.sequence, error: icmpError } : { kind: 'other' };
  }

  #judgeMessage({ message, address, hopLimit }: Received): Arrival {
    const { family, kind } = this.#socket.type;
    if (!isSameHost(address, this.#to)) return { kind: 'other', why: 'it came from another address' };
    const isRawIp4 = kind === 'raw' && family === 4;
    const icmp = isRawIp4 ? message.subarray((message.readUInt8(0) & 0xf) * 4) : message;
    const echo = decodeEcho(family, icmp);
    if (echo?.kind !== 'reply') return { kind: 'other', why: 'it is no echo reply' };
    if (echo.identifier !== this.identifier) return { kind: 'other', why: 'it has another identifier' };
    // Everywhere else the kernel has verified the checksum before it gave the message to the socket.
    if (isRawIp4 && internetChecksum(icmp) !== 0) return { kind: 'other', why: 'its checksum is wrong' };
    const { sequence, payload } = echo;
    return { kind: 'reply', sequence, payload, ...(hopLimit === undefined ? {} : { hopLimit }) };
  }
}
