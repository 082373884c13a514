import { Worker } from 'node:worker_threads';
import type { Clock } from '../../../probes/contract.ts';
import { ChangingMap } from '../../changing-map.ts';
import type { ProbeResult, RunRequest } from '../run.ts';
import { type DelayReading, delayHistogram } from './delay-histogram.ts';
import { lostRun, type RunUnderWay } from './lost-run.ts';
import type { FromThread, ToThread } from './messages.ts';

/** A run as it is sent to a thread. */
export interface ThreadRun {
  readonly request: RunRequest;
  /** The configuration, known to the thread, whose module is to run. */
  readonly configId: number;
}

/** One probe thread as the main thread sees it. */
export interface ProbeThread {
  /** How many runs are under way. */
  runs(): number;
  tell(message: Extract<ToThread, { kind: 'config' | 'forget' }>): void;
  /** Runs one probe; never rejects. */
  run(run: ThreadRun): Promise<ProbeResult>;
  delay(): DelayReading;
  /** Ends it; what still runs fails. */
  stop(): Promise<void>;
}

export interface ProbeThreadOptions {
  /** The program of the thread: probe-thread.js. */
  readonly entry: URL;
  readonly clock: Clock;
  /** Told of an exception that escaped a prober. */
  readonly onBug: (stack: string, result: ProbeResult) => void;
  /** Called once, when the thread has ended by itself. */
  readonly onLost: (reason: string) => void;
}

interface Pending extends RunUnderWay {
  readonly settle: (result: ProbeResult) => void;
}

/** Most objects of a probe die young: more room for them saves no time and costs memory for each thread. */
const youngGenerationMb = 8;

/** Starts a thread. It does not keep the process running. */
export function startProbeThread({ entry, clock, onBug, onLost }: ProbeThreadOptions): ProbeThread {
  const delays = delayHistogram();
  const pending = new ChangingMap<number, Pending>();
  let nextRunId = 0;
  let isStopping = false;
  let reason = 'the probe thread has ended';
  const worker = new Worker(entry, {
    workerData: { delays: delays.memory },
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
  });

  // Only that program writes to this port, with messages of this type.
  worker.on('message', ({ runId, result, bug }: FromThread) => {
    const run = pending.take(runId);
    if (bug !== undefined) onBug(bug, result);
    run?.settle(result);
  });
  worker.on('error', (error) => {
    reason = `the probe thread has ended: ${error instanceof Error ? error.message : String(error)}`;
  });
  const ended = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      const lost = pending.takeAll();
      if (!isStopping) onLost(reason);
      for (const run of lost) run.settle(lostRun(run, reason, clock));
      resolve();
    });
  });
  worker.unref();
  const post = (message: ToThread): void => worker.postMessage(message, []);

  return {
    runs: () => pending.size,
    tell: post,
    run({ request, configId }) {
      const { module, target, timeoutMs, eventsOfSuccess, signal } = request;
      nextRunId += 1;
      const runId = nextRunId;
      const abandon = (): void => post({ kind: 'abort', runId });
      return new Promise((resolve) => {
        const settle = (result: ProbeResult): void => {
          signal?.removeEventListener('abort', abandon);
          resolve(result);
        };
        pending.add(runId, { request, settle, startedAtMs: clock.wallMs(), startMs: clock.monotonicMs() });
        post({ kind: 'run', runId, configId, moduleName: module.name, target, timeoutMs, eventsOfSuccess });
        if (signal?.aborted === true) abandon();
        else signal?.addEventListener('abort', abandon);
      });
    },
    delay: () => delays.read(),
    async stop() {
      isStopping = true;
      reason = 'Vantage is being stopped';
      await worker.terminate();
      await ended;
    },
  };
}
