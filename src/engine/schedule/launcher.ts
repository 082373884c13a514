import TinyQueue from 'tinyqueue';
import { RunAbandoned } from '../../../probes/abort.ts';
import type { Clock } from '../../../probes/contract.ts';
import type { ProbeResult, RunRequest } from '../run.ts';
import type { ScheduledTarget } from '../scheduled-target.ts';
import { createRunIds } from './run-id.ts';

/** What is known of a run besides its result. */
export interface RunStart {
  /** See {@link createRunIds}. */
  readonly runId: string;
  /** From the slot to the start of the run; never negative. */
  readonly latenessMs: number;
  /** The part of the lateness that was spent waiting for other runs to end. */
  readonly queuedMs: number;
}

/** Who is told of runs. */
export interface RunEvents {
  /** Told of each run that ended, with the target as it was when the run started. */
  readonly onResult: (target: ScheduledTarget, result: ProbeResult, start: RunStart) => void;
  /** Told of an exception out of `run` or `onResult`: a bug of ours, never a target's doing. */
  readonly onBug: (error: unknown, target: ScheduledTarget) => void;
}

/** What starting runs takes. */
export interface LauncherParts {
  /** Runs one probe; ends soon after the request's signal aborts. */
  readonly run: (request: RunRequest) => Promise<ProbeResult>;
  readonly clock: Clock;
  /** Makes the ids of runs; absent, they are unique among the runs of this launcher. */
  readonly nextRunId?: (() => string) | undefined;
  /** How many runs there may be at a time, over all hosts. */
  readonly maxConcurrent: number;
  readonly events: RunEvents;
}

/** Who is to be started. */
export interface Candidate {
  /** Read when the run starts, so that a change meanwhile counts. */
  readonly target: ScheduledTarget;
  readonly host: string;
}

/** One start that was asked for, from then until its run is over. Only the launcher writes to it. */
export interface Start {
  readonly candidate: Candidate;
  readonly order: number;
  slotMs: number;
  queuedAtMs: number;
  state: 'waiting' | 'running' | 'ended';
  /** Whether it counts among those that its host may have. */
  admitted: boolean;
  /** Of a running one. */
  controller: AbortController | undefined;
}

/** The runs to one host. */
interface Host {
  admitted: number;
  /** Those that the host's limit keeps from being ready. */
  readonly waiting: TinyQueue<Start>;
}

/**
 * Starts runs, at most so many at a time over all and per host, and publishes what they found.
 *
 * Those that wait are started in the order in which they were added. One that waits for its host only holds up what
 * comes after it for the same host. Nothing starts but in {@link launch}.
 */
export class Launcher {
  readonly #parts: LauncherParts;
  readonly #onEnded: () => void;
  readonly #nextRunId: () => string;
  readonly #ready = new TinyQueue<Start>([], byOrder);
  readonly #hosts = new Map<string, Host>();
  #added = 0;
  #waiting = 0;
  #running = 0;

  /** @param onEnded told whenever a run is over and its place is free */
  constructor(parts: LauncherParts, onEnded: () => void) {
    this.#parts = parts;
    this.#onEnded = onEnded;
    this.#nextRunId = parts.nextRunId ?? createRunIds(parts.clock);
  }

  /** How many starts wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /** How many runs there are, abandoned ones that have not ended yet included. */
  get running(): number {
    return this.#running;
  }

  /** Puts a start at the end of the queue. */
  add(candidate: Candidate, slotMs: number): Start {
    const start: Start = {
      candidate,
      order: this.#added,
      slotMs,
      queuedAtMs: this.#parts.clock.monotonicMs(),
      state: 'waiting',
      admitted: false,
      controller: undefined,
    };
    this.#added += 1;
    this.#waiting += 1;
    const host = this.#hosts.get(candidate.host) ?? { admitted: 0, waiting: new TinyQueue([], byOrder) };
    this.#hosts.set(candidate.host, host);
    host.waiting.push(start);
    this.#admit(host);
    return start;
  }

  /** Lets a start that waits stand for a later slot, in the same place of the queue. */
  renew(start: Start, slotMs: number): void {
    start.slotMs = slotMs;
    start.queuedAtMs = this.#parts.clock.monotonicMs();
  }

  /** Takes a start out of the queue, or aborts its run, whose result is then not published. */
  abandon(start: Start): void {
    if (start.state === 'running') {
      start.controller?.abort(new RunAbandoned('nobody waits for this run any more'));
    } else if (start.state === 'waiting') {
      this.#waiting -= 1;
      this.#end(start);
    }
  }

  /** Starts what may start now. */
  launch(): void {
    while (this.#running < this.#parts.maxConcurrent) {
      const start = this.#ready.pop();
      if (start === undefined) return;
      if (start.state === 'waiting') void this.#run(start, start.candidate.target);
    }
  }

  async #run(start: Start, target: ScheduledTarget): Promise<void> {
    const { run, clock, events } = this.#parts;
    const { signal } = (start.controller = new AbortController());
    const nowMs = clock.monotonicMs();
    const about: RunStart = {
      runId: this.#nextRunId(),
      latenessMs: nowMs - start.slotMs,
      queuedMs: nowMs - start.queuedAtMs,
    };
    start.state = 'running';
    this.#waiting -= 1;
    this.#running += 1;
    try {
      const { module, timeoutMs } = target;
      const result = await run({ module, target: target.target, timeoutMs, signal });
      if (!signal.aborted) events.onResult(target, result, about);
    } catch (error) {
      events.onBug(error, target);
    } finally {
      this.#running -= 1;
      this.#end(start);
      this.#onEnded();
    }
  }

  #end(start: Start): void {
    start.state = 'ended';
    start.controller = undefined;
    const host = this.#hosts.get(start.candidate.host);
    if (host === undefined) return;
    if (start.admitted) host.admitted -= 1;
    this.#admit(host);
    if (host.admitted === 0) this.#hosts.delete(start.candidate.host);
  }

  /** Makes those ready that the host's limit allows. The first one decides, so that no later one overtakes it for ever. */
  #admit(host: Host): void {
    for (let start = host.waiting.peek(); start !== undefined; start = host.waiting.peek()) {
      if (start.state === 'waiting') {
        if (host.admitted >= start.candidate.target.maxPerHost) return;
        host.admitted += 1;
        start.admitted = true;
        this.#ready.push(start);
      }
      host.waiting.pop();
    }
  }
}

function byOrder(left: Start, right: Start): number {
  return left.order - right.order;
}
