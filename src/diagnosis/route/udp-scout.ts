import { IcmpSocket } from '../../../probes/icmp/icmp-socket.ts';
import { linux } from '../../../probes/icmp/linux.ts';
import { encodeSocketAddress } from '../../../probes/icmp/socket-address.ts';
import type { SystemCalls } from '../../../probes/icmp/system-calls.ts';
import { answerOf } from './reports.ts';
import type { Destination, OnReport, Scout, ScoutChoice } from './scout.ts';

/** Ports from here on are nobody's, by old custom: traceroute(8). A packet's hop limit is added to it. */
const firstPort = 33_434;
const maxHopLimit = 255;
const payload = Buffer.from('vantage diagnose');

/**
 * Sends datagrams to ports that nobody listens on, as traceroute does. Needs no privilege: the kernel puts ICMP errors
 * into the error queue of the socket (ip(7), IP_RECVERR).
 */
export function openUdpScout(to: Destination, calls: SystemCalls, onReport: OnReport): ScoutChoice {
  const { family } = to.address;
  const fd = calls.socket(
    family === 4 ? linux.AF_INET : linux.AF_INET6,
    linux.SOCK_DGRAM | linux.SOCK_NONBLOCK | linux.SOCK_CLOEXEC,
    linux.IPPROTO_UDP,
  );
  if (fd < 0) return { ok: false, detail: `no UDP socket (${calls.errorCode()})` };
  const socket = new IcmpSocket({ family, kind: 'datagram' }, fd, calls);
  socket.requestReports();
  return { ok: true, scout: new UdpScout(socket, to, onReport) };
}

class UdpScout implements Scout {
  readonly #socket: IcmpSocket;
  readonly #to: Destination;
  readonly #onReport: OnReport;

  constructor(socket: IcmpSocket, to: Destination, onReport: OnReport) {
    this.#socket = socket;
    this.#to = to;
    this.#onReport = onReport;
    socket.watch(() => this.#drain());
  }

  [Symbol.dispose](): void {
    this.#socket[Symbol.dispose]();
  }

  send(hopLimit: number): string | undefined {
    const { address, scopeId } = this.#to;
    const unset = this.#socket.setHopLimit(hopLimit);
    if (unset !== undefined) return unset;
    const to = encodeSocketAddress(address, firstPort + hopLimit, scopeId);
    const code = this.#socket.send(payload, to);
    if (code === undefined) return undefined;
    // An error about an earlier packet fails the next call; once its report is read, it is gone.
    this.#drain();
    return this.#socket.send(payload, to);
  }

  #drain(): void {
    for (
      let read = this.#socket.read('errors');
      read.kind === 'message';
      read = this.#socket.read('errors')
    ) {
      const { address, icmpError } = read.received;
      if (icmpError === undefined || address.length < 4) continue;
      // Of an error, the address is the one that the packet was sent to.
      const hopLimit = address.readUInt16BE(2) - firstPort;
      const answer = answerOf(this.#to.address.family, icmpError);
      if (answer === undefined || hopLimit < 1 || hopLimit > maxHopLimit) continue;
      const reporter = icmpError.reporter?.address;
      this.#onReport({ hopLimit, answer, ...(reporter === undefined ? {} : { address: reporter }) });
    }
    // A datagram that answers is none of a port that nobody listens on; reading takes a pending error away.
    this.#socket.read('incoming');
  }
}
