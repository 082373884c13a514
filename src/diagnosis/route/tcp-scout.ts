import { IcmpSocket } from '../../../probes/icmp/icmp-socket.ts';
import { linux } from '../../../probes/icmp/linux.ts';
import { encodeSocketAddress } from '../../../probes/icmp/socket-address.ts';
import type { SystemCalls, Watcher } from '../../../probes/icmp/system-calls.ts';
import { answerOf } from './reports.ts';
import type { Destination, OnReport, Scout, ScoutChoice } from './scout.ts';

/**
 * Opens connections to the very port of the target, one for each hop limit: what a firewall lets through to it, it lets
 * through here. Needs no privilege: the kernel tells of ICMP errors about a handshake as it does for datagrams.
 */
export function openTcpScout(to: Destination, calls: SystemCalls, onReport: OnReport): ScoutChoice {
  return { ok: true, scout: new TcpScout(to, calls, onReport) };
}

/** One handshake under way. */
interface Handshake {
  readonly fd: number;
  readonly socket: IcmpSocket;
  readonly watcher: Watcher;
}

class TcpScout implements Scout {
  readonly #to: Destination;
  readonly #calls: SystemCalls;
  readonly #onReport: OnReport;
  readonly #address: Buffer;
  readonly #open = new Map<number, Handshake>();

  constructor(to: Destination, calls: SystemCalls, onReport: OnReport) {
    this.#to = to;
    this.#calls = calls;
    this.#onReport = onReport;
    this.#address = encodeSocketAddress(to.address, to.port, to.scopeId);
  }

  [Symbol.dispose](): void {
    for (const hopLimit of this.#open.keys()) this.#close(hopLimit);
  }

  send(hopLimit: number): string | undefined {
    // The kernel repeats a handshake by itself.
    if (this.#open.has(hopLimit)) return undefined;
    const { family } = this.#to.address;
    const fd = this.#calls.socket(
      family === 4 ? linux.AF_INET : linux.AF_INET6,
      linux.SOCK_STREAM | linux.SOCK_NONBLOCK | linux.SOCK_CLOEXEC,
      linux.IPPROTO_TCP,
    );
    if (fd < 0) return this.#calls.errorCode();
    const socket = new IcmpSocket({ family, kind: 'datagram' }, fd, this.#calls);
    socket.requestReports();
    const unset = socket.setHopLimit(hopLimit);
    const code = unset ?? this.#connect(fd);
    if (code !== undefined && code !== 'EINPROGRESS') {
      socket[Symbol.dispose]();
      if (code === 'ECONNREFUSED') this.#reached(hopLimit);
      return code === 'ECONNREFUSED' ? undefined : code;
    }
    if (code === undefined) {
      socket[Symbol.dispose]();
      this.#reached(hopLimit);
      return undefined;
    }
    const watcher = this.#calls.watch(fd, { readable: true, writable: true }, () => this.#look(hopLimit));
    this.#open.set(hopLimit, { fd, socket, watcher });
    return undefined;
  }

  #connect(fd: number): string | undefined {
    return this.#calls.connect(fd, this.#address, this.#address.length) < 0
      ? this.#calls.errorCode()
      : undefined;
  }

  /** Something has come of a handshake: an ICMP error, a refusal or a connection. */
  #look(hopLimit: number): void {
    const handshake = this.#open.get(hopLimit);
    if (handshake === undefined) return;
    const read = handshake.socket.read('errors');
    const icmpError = read.kind === 'message' ? read.received.icmpError : undefined;
    // A second call says what became of the first one (connect(2)).
    const code = this.#connect(handshake.fd);
    this.#close(hopLimit);
    const answer = icmpError === undefined ? undefined : answerOf(this.#to.address.family, icmpError);
    if (answer !== undefined) {
      const reporter = icmpError?.reporter?.address;
      this.#onReport({ hopLimit, answer, ...(reporter === undefined ? {} : { address: reporter }) });
    } else if (code === undefined || code === 'EISCONN' || code === 'ECONNREFUSED' || code === 'ECONNRESET') {
      this.#reached(hopLimit);
    }
  }

  #reached(hopLimit: number): void {
    this.#onReport({ hopLimit, answer: 'reached', address: this.#to.address.address });
  }

  #close(hopLimit: number): void {
    const handshake = this.#open.get(hopLimit);
    if (handshake === undefined) return;
    this.#open.delete(hopLimit);
    handshake.watcher.close();
    handshake.socket[Symbol.dispose]();
  }
}
