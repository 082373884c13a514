import { Counter, type Registry } from 'prom-client';
import { type DelayReading, delayBucketsSeconds } from '../engine/pool/delay-histogram.ts';
import type { PageFamily } from './page.ts';
import { labelSet, noLabels } from './series-labels.ts';

/** How the threads do that run probes and serve. */
export interface ThreadHealth {
  /** Counts a probe thread that ended by itself. */
  threadLost(): void;
  /** Shows these delays from now on: of the main thread first, then of the probe threads. */
  watchThreads(threads: { delays(): readonly DelayReading[] }): void;
}

/** Registers the metrics of threads, and gives the family of those that are not prom-client's. */
export function registerThreadHealth(
  registry: Registry,
): ThreadHealth & { readonly delayFamily: () => PageFamily } {
  const lost = new Counter({
    name: 'vantage_probe_threads_lost_total',
    help: 'Probe threads that ended by themselves, were replaced, and took their runs along.',
    registers: [registry],
  });
  let threads: Parameters<ThreadHealth['watchThreads']>[0] = { delays: () => [] };
  return {
    threadLost: () => lost.inc(),
    watchThreads: (watched) => {
      threads = watched;
    },
    delayFamily: () => ({
      name: 'vantage_event_loop_delay_seconds',
      help: 'How late the event loop of each thread was, looked at every 5 ms while it has probes, in seconds.',
      type: 'histogram',
      samples: threads.delays().map(({ counts, sumSeconds }, index) => ({
        labels: { target: noLabels, own: labelSet({ thread: index === 0 ? 'main' : String(index) }) },
        value: { upperBounds: delayBucketsSeconds, counts, sum: sumSeconds },
      })),
    }),
  };
}
