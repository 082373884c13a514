import { Worker } from 'node:worker_threads';
import type { AlarmMemory } from './alarm-memory.ts';

/** Timers that are more exact than `setTimeout`, which counts in whole milliseconds. */
export interface Alarm {
  /** Resolves at that time of the monotonic clock, in milliseconds; no call may ask for an earlier time than the last. */
  until(atMs: number): Promise<void>;
}

/** More than the times that are ever waited for at once. */
const ringSize = 1 << 16;

/** An alarm whose thread sleeps until each time comes; it does not keep the process running. */
export function startAlarm(): Alarm {
  const memory: AlarmMemory = {
    counters: new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT),
    dueMs: new SharedArrayBuffer(ringSize * Float64Array.BYTES_PER_ELEMENT),
  };
  const counters = new Int32Array(memory.counters);
  const dueMs = new Float64Array(memory.dueMs);
  const thread = new Worker(new URL('./alarm-thread.js', import.meta.url), { workerData: memory });
  thread.unref();
  const waiting: (() => void)[] = [];
  let rung = 0;
  thread.on('message', () => {
    waiting[rung]?.();
    rung += 1;
    if (rung === waiting.length) {
      waiting.length = 0;
      rung = 0;
    }
  });
  return {
    until: (atMs) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        dueMs[Atomics.load(counters, 0) % ringSize] = atMs;
        Atomics.add(counters, 0, 1);
        Atomics.notify(counters, 0);
      }),
  };
}
