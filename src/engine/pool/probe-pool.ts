import type { Clock } from '../../../probes/contract.ts';
import type { Config, Module } from '../../config/module.ts';
import type { ProbeResult, RunProbe } from '../run.ts';
import type { DelayReading } from './delay-histogram.ts';
import { lostRun } from './lost-run.ts';
import { type ProbeThread, startProbeThread } from './probe-thread-handle.ts';

/** Runs probes on threads of their own. */
export interface ProbePool {
  /**
   * Runs one probe of a module of the configuration in force, or of the one before; never rejects. A thread that ends
   * under it makes it fail with `local.resources`.
   */
  readonly run: RunProbe;
  /** The event loop delay of each thread that is there. */
  delays(): readonly DelayReading[];
  /** Ends all threads; what still runs on them fails. */
  stop(): Promise<void>;
}

export interface ProbePoolOptions {
  readonly maxThreads: number;
  /** The program of a thread: probe-thread.js. */
  readonly entry: URL;
  readonly clock: Clock;
  /** The configuration in force. */
  readonly config: () => Config;
  /** Told of an exception that escaped a prober. */
  readonly onBug: (stack: string, result: ProbeResult) => void;
  /** Told of a thread that ended by itself. */
  readonly onThreadLost: (reason: string) => void;
}

/** Another thread is started when each of those that there are has this many runs: below, one is enough. */
const enoughRuns = 16;

/** The configuration in force, and the one that a request may have been read with. */
const keptConfigs = 2;

/** A pool without threads yet: the first run starts one. */
export function createProbePool(options: ProbePoolOptions): ProbePool {
  const { clock } = options;
  const threads = new Set<ProbeThread>();
  const configs: { readonly configId: number; readonly config: Config }[] = [];
  /** The latest configuration that has a module. */
  const homes = new WeakMap<Module, number>();
  let nextConfigId = 1;
  let adopted: Config | undefined;

  function startThread(): ProbeThread {
    const thread = startProbeThread({
      ...options,
      onLost(reason) {
        threads.delete(thread);
        options.onThreadLost(reason);
      },
    });
    for (const { configId, config } of configs) {
      thread.tell({ kind: 'config', configId, sources: config.sources });
    }
    threads.add(thread);
    return thread;
  }

  function freestThread(): ProbeThread {
    let freest: ProbeThread | undefined;
    for (const thread of threads) if (freest === undefined || thread.runs() < freest.runs()) freest = thread;
    if (freest === undefined) return startThread();
    return freest.runs() >= enoughRuns && threads.size < options.maxThreads ? startThread() : freest;
  }

  /** Makes the configuration in force known to the threads. */
  function adopt(config: Config): void {
    adopted = config;
    const configId = nextConfigId;
    nextConfigId += 1;
    for (const module of config.modules.values()) homes.set(module, configId);
    configs.push({ configId, config });
    for (const thread of threads) thread.tell({ kind: 'config', configId, sources: config.sources });
    if (configs.length <= keptConfigs) return;
    const oldest = configs.shift();
    if (oldest === undefined) return;
    for (const thread of threads) thread.tell({ kind: 'forget', configId: oldest.configId });
  }

  return {
    run(request) {
      // Also one that has the same modules, and says otherwise whom they may speak to.
      const inForce = options.config();
      if (inForce !== adopted) adopt(inForce);
      const configId = homes.get(request.module);
      const isKept = configs.some((kept) => kept.configId === configId);
      if (configId === undefined || !isKept) {
        const underWay = { request, startedAtMs: clock.wallMs(), startMs: clock.monotonicMs() };
        return Promise.resolve(lostRun(underWay, 'the module is of a configuration that is gone', clock));
      }
      return freestThread().run({ request, configId });
    },
    delays: () => [...threads].map((thread) => thread.delay()),
    async stop() {
      const ending = [...threads];
      threads.clear();
      await Promise.all(ending.map((thread) => thread.stop()));
    },
  };
}
