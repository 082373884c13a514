import { echoPayload } from '../../../probes/icmp/echo.ts';
import { type EchoSocket, openEchoSocket } from '../../../probes/icmp/echo-socket.ts';
import { nextSequence } from '../../../probes/icmp/identity.ts';
import type { SystemCalls } from '../../../probes/icmp/system-calls.ts';
import { answerOf } from './reports.ts';
import type { Destination, OnReport, Scout, ScoutChoice } from './scout.ts';

/** Sends echo requests; needs what the ICMP prober needs. */
export function openIcmpScout(to: Destination, calls: SystemCalls, onReport: OnReport): ScoutChoice {
  const opened = openEchoSocket(
    { destination: to.address, source: undefined, hopLimit: 1, dontFragment: false },
    calls,
  );
  if (!opened.ok) return { ok: false, detail: opened.failure.detail };
  return { ok: true, scout: new IcmpScout(opened.socket, to, onReport) };
}

class IcmpScout implements Scout {
  readonly #socket: EchoSocket;
  readonly #to: Destination;
  readonly #onReport: OnReport;
  readonly #hopLimits = new Map<number, number>();
  readonly #payload = echoPayload(0);

  constructor(socket: EchoSocket, to: Destination, onReport: OnReport) {
    this.#socket = socket;
    this.#to = to;
    this.#onReport = onReport;
    socket.watch(() => this.#drain());
  }

  [Symbol.dispose](): void {
    this.#socket[Symbol.dispose]();
  }

  send(hopLimit: number): string | undefined {
    const unset = this.#socket.setHopLimit(hopLimit);
    if (unset !== undefined) return unset;
    const sequence = nextSequence();
    this.#hopLimits.set(sequence, hopLimit);
    const request = this.#socket.encode(sequence, this.#payload);
    const code = this.#socket.send(request);
    if (code === undefined) return undefined;
    this.#drain();
    return this.#socket.send(request);
  }

  #drain(): void {
    for (let arrival = this.#socket.next(); arrival !== undefined; arrival = this.#socket.next()) {
      if (arrival.kind === 'other') continue;
      const hopLimit = this.#hopLimits.get(arrival.sequence);
      if (hopLimit === undefined) continue;
      if (arrival.kind === 'reply') {
        this.#onReport({ hopLimit, answer: 'reached', address: this.#to.address.address });
        continue;
      }
      const answer = answerOf(this.#to.address.family, arrival.error);
      const reporter = arrival.error.reporter?.address;
      if (answer === undefined) continue;
      this.#onReport({ hopLimit, answer, ...(reporter === undefined ? {} : { address: reporter }) });
    }
  }
}
