import { Worker } from 'node:worker_threads';
import type { Target } from '../../../probes/contract.ts';
import type { Failure } from '../../../probes/failure.ts';
import type { Config } from '../../config/module.ts';
import type { Timers } from '../../engine/timers.ts';
import type { Diagnosis } from '../diagnose.ts';
import type { FromDiagnosisThread, ToDiagnosisThread } from './messages.ts';

/** What is to be diagnosed. */
export interface DiagnosisRequest {
  /** Of the configuration in force. */
  readonly moduleName: string;
  readonly target: Target;
  /** Of the probe. */
  readonly timeoutMs: number;
  /** Of all experiments together. */
  readonly longestMs: number;
  readonly reported?: Failure;
  /** Aborts when nobody waits for it any more. */
  readonly signal?: AbortSignal;
}

/** Makes one diagnosis wherever that is done; never rejects. `undefined`: none could be made. */
export type MakeDiagnosis = (request: DiagnosisRequest) => Promise<Diagnosis | undefined>;

export interface DiagnosisRunner {
  readonly diagnose: MakeDiagnosis;
  /** Ends the thread; what still goes on there comes to nothing. */
  stop(): Promise<void>;
}

export interface DiagnosisRunnerOptions {
  /** The program of the thread: diagnosis-thread.js. */
  readonly entry: URL;
  readonly config: () => Config;
  /** To compare names with; empty: nobody outside is asked. */
  readonly otherResolvers: readonly string[];
  readonly timers: Timers;
  /** Told of a thread that ended by itself. */
  readonly onLost: (reason: string) => void;
}

/** A thread that nobody needs takes memory: after so long it is ended. */
const idleMs = 60_000;

/** Makes diagnoses on a thread of their own, which is there while it is needed. */
export function createDiagnosisRunner(options: DiagnosisRunnerOptions): DiagnosisRunner {
  return new ThreadedRunner(options);
}

interface Pending {
  readonly settle: (diagnosis: Diagnosis | undefined) => void;
}

/** One life of the thread. */
interface Thread {
  readonly worker: Worker;
  config: Config | undefined;
  isStopping: boolean;
}

class ThreadedRunner implements DiagnosisRunner {
  readonly #options: DiagnosisRunnerOptions;
  readonly #pending = new Map<number, Pending>();
  #nextId = 0;
  #thread: Thread | undefined;
  #cancelIdle = (): void => {};
  #isStopped = false;

  constructor(options: DiagnosisRunnerOptions) {
    this.#options = options;
  }

  diagnose = (request: DiagnosisRequest): Promise<Diagnosis | undefined> => {
    const { signal, ...asked } = request;
    if (this.#isStopped || signal?.aborted === true) return Promise.resolve(undefined);
    this.#cancelIdle();
    const thread = (this.#thread ??= this.#start());
    const { config, otherResolvers } = this.#options;
    const current = config();
    if (thread.config !== current) {
      thread.config = current;
      post(thread, { kind: 'config', sources: current.sources });
    }
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve) => {
      const abandon = (): void => post(thread, { kind: 'abort', id });
      this.#pending.set(id, {
        settle: (diagnosis) => {
          signal?.removeEventListener('abort', abandon);
          this.#pending.delete(id);
          if (this.#pending.size === 0) this.#waitIdle();
          resolve(diagnosis);
        },
      });
      signal?.addEventListener('abort', abandon);
      post(thread, { kind: 'diagnose', id, otherResolvers, ...asked });
    });
  };

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelIdle();
    await this.#end();
  }

  #start(): Thread {
    const worker = new Worker(this.#options.entry, { resourceLimits: { maxYoungGenerationSizeMb: 8 } });
    const thread: Thread = { worker, config: undefined, isStopping: false };
    let reason = 'the thread has ended';
    // Only that program writes to this port, with messages of this type.
    worker.on('message', ({ id, diagnosis }: FromDiagnosisThread) =>
      this.#pending.get(id)?.settle(diagnosis),
    );
    worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      if (this.#thread === thread) this.#thread = undefined;
      if (!thread.isStopping) this.#options.onLost(reason);
      for (const { settle } of this.#pending.values()) settle(undefined);
    });
    worker.unref();
    return thread;
  }

  #waitIdle(): void {
    this.#cancelIdle();
    this.#cancelIdle = this.#options.timers.after(idleMs, () => void this.#end());
  }

  async #end(): Promise<void> {
    const thread = this.#thread;
    if (thread === undefined) return;
    this.#thread = undefined;
    thread.isStopping = true;
    await thread.worker.terminate();
  }
}

function post({ worker }: Thread, message: ToDiagnosisThread): void {
  worker.postMessage(message, []);
}
