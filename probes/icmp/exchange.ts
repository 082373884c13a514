import { abortFailure, DeadlineReached } from '../abort.ts';
import type { IpAddress, ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { secondsOf } from '../shared/seconds.ts';
import type { IcmpError } from './control-messages.ts';
import type { Arrival, EchoSocket } from './echo-socket.ts';
import { nextSequence } from './identity.ts';
import { reportedFailure } from './reported-error.ts';
import { socketError } from './socket-errors.ts';

/** What to send, and how much of it may get lost. */
export interface ExchangePlan {
  readonly destination: IpAddress;
  readonly payload: Buffer;
  readonly count: number;
  readonly intervalMs: number;
  /** From 0 to below 1. */
  readonly maxLoss: number;
}

/** What came of it; `failure` is absent when enough replies came. */
export interface ExchangeResult {
  readonly sent: number;
  readonly duplicates: number;
  /** In the order of the replies. */
  readonly roundTripsMs: readonly number[];
  readonly replyHopLimit: number | undefined;
  readonly failure: Failure | undefined;
}

/** How many arrivals to handle before timers and other sockets get their turn. */
const arrivalsPerTurn = 64;

/** How many unfit replies to write down one by one. */
const recordedMisfits = 10;

/**
 * Sends echo requests and waits for their replies: until every request is answered or `context.signal` aborts.
 *
 * An ICMP error does not end the wait, because a reply may follow it, and anybody can send such errors; it becomes the
 * reason when no reply did. A round trip is from the moment before the request is handed to the kernel to the
 * moment after its reply was read.
 */
export async function exchangeEchoes(
  socket: EchoSocket,
  plan: ExchangePlan,
  context: ProbeContext,
): Promise<ExchangeResult> {
  const exchange = new Exchange(socket, plan, context);
  return exchange.result(await exchange.run());
}

/** When a request was sent, and whether its reply came. */
interface Request {
  readonly sentAtMs: number;
  answered: boolean;
}

class Exchange {
  readonly #socket: EchoSocket;
  readonly #plan: ExchangePlan;
  readonly #context: ProbeContext;
  readonly #requests = new Map<number, Request>();
  readonly #roundTripsMs: number[] = [];
  #duplicates = 0;
  #misfits = 0;
  #replyHopLimit: number | undefined;
  #lastError: IcmpError | undefined;

  constructor(socket: EchoSocket, plan: ExchangePlan, context: ProbeContext) {
    this.#socket = socket;
    this.#plan = plan;
    this.#context = context;
  }

  result(failure: Failure | undefined): ExchangeResult {
    return {
      sent: this.#requests.size,
      duplicates: this.#duplicates,
      roundTripsMs: this.#roundTripsMs,
      replyHopLimit: this.#replyHopLimit,
      failure,
    };
  }

  run(): Promise<Failure | undefined> {
    const { signal, clock } = this.#context;
    const { intervalMs, count } = this.#plan;
    if (signal.aborted) return Promise.resolve(abortFailure(signal, 'request'));
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const settle = (failure: Failure | undefined): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        resolve(failure);
      };
      const onAbort = (): void => settle(this.#judge());
      const onArrival = (): void => {
        this.#receive();
        if (this.#isComplete) settle(undefined);
      };
      const startMs = clock.monotonicMs();
      const sendNext = (): void => {
        const failure = this.#send();
        if (failure !== undefined) return settle(failure);
        const sent = this.#requests.size;
        if (sent < count) {
          timer = setTimeout(sendNext, Math.max(0, startMs + sent * intervalMs - clock.monotonicMs()));
        }
        onArrival();
      };
      signal.addEventListener('abort', onAbort);
      this.#socket.watch(onArrival);
      sendNext();
    });
  }

  #send(): Failure | undefined {
    const { clock, transcript } = this.#context;
    const sequence = nextSequence();
    const request = this.#socket.encode(sequence, this.#plan.payload);
    transcript.record('icmp.sent', { seq: sequence });
    let sentAtMs = clock.monotonicMs();
    let code = this.#socket.send(request);
    // An ICMP error about an earlier request fails the next call, whatever that is: once read, it is gone.
    if (code !== undefined && this.#receive() > 0) {
      sentAtMs = clock.monotonicMs();
      code = this.#socket.send(request);
    }
    if (code !== undefined) return socketError(code, 'request');
    this.#requests.set(sequence, { sentAtMs, answered: false });
    return undefined;
  }

  get #isComplete(): boolean {
    return this.#roundTripsMs.length === this.#plan.count;
  }

  /** Handles what has arrived, within limits: what is left keeps the socket ready. Gives how much it was. */
  #receive(): number {
    for (let handled = 0; handled < arrivalsPerTurn; handled += 1) {
      if (this.#isComplete) return handled;
      const arrival = this.#socket.next();
      if (arrival === undefined) return handled;
      this.#handle(arrival, this.#context.clock.monotonicMs());
    }
    return arrivalsPerTurn;
  }

  #handle(arrival: Arrival, atMs: number): void {
    if (arrival.kind === 'other') {
      if (arrival.why !== undefined) this.#misfit(arrival.why);
      return;
    }
    const request = this.#requests.get(arrival.sequence);
    if (arrival.kind === 'error') {
      if (request !== undefined) this.#reported(arrival.sequence, arrival.error);
    } else if (request === undefined) {
      this.#misfit('no request has its sequence number');
    } else if (!arrival.payload.equals(this.#plan.payload)) {
      this.#misfit('its payload is not what was sent');
    } else if (request.answered) {
      this.#duplicates += 1;
    } else {
      request.answered = true;
      const rttMs = atMs - request.sentAtMs;
      this.#roundTripsMs.push(rttMs);
      this.#replyHopLimit = arrival.hopLimit;
      const rtt_seconds = secondsOf(rttMs);
      this.#context.transcript.record('icmp.reply', { seq: arrival.sequence, rtt_seconds });
    }
  }

  #reported(sequence: number, error: IcmpError): void {
    this.#lastError = error;
    const { type, code, reporter } = error;
    this.#context.transcript.record('icmp.error', {
      seq: sequence,
      type,
      code,
      ...(reporter === undefined ? {} : { reporter: reporter.address }),
    });
  }

  #misfit(why: string): void {
    this.#misfits += 1;
    if (this.#misfits > recordedMisfits) return;
    this.#context.transcript.record('icmp.passed_over', { why });
  }

  /** What the replies that came before the signal aborted are worth. */
  #judge(): Failure | undefined {
    const { signal } = this.#context;
    const { count, maxLoss, destination } = this.#plan;
    const sent = this.#requests.size;
    const received = this.#roundTripsMs.length;
    const ranOut = abortFailure(signal, 'response', 'icmp.no_reply');
    if (!(signal.reason instanceof DeadlineReached)) return ranOut;
    if (sent < count) {
      const detail = `only ${sent} of ${count} requests could be sent: count and interval need a longer time-out`;
      return { phase: 'request', reason: 'local.no_time', blame: 'local', detail };
    }
    const loss = (sent - received) / sent;
    if (received > 0 && loss <= maxLoss) return undefined;
    if (this.#lastError !== undefined) return reportedFailure(destination.family, this.#lastError);
    const misfits =
      this.#misfits === 0 ? '' : `; ${this.#misfits} replies came that do not match what was sent`;
    if (received === 0) return { ...ranOut, blame: 'network', detail: `${ranOut.detail}${misfits}` };
    const detail = `${sent - received} of ${sent} requests stayed unanswered, more than max_loss allows${misfits}`;
    return { phase: 'assertion', reason: 'assert.loss', blame: 'network', detail };
  }
}
