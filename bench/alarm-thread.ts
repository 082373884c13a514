/** Sleeps until each of the times in a ring has come, and says so: see alarm.ts. Ends with the process. */
import { parentPort, workerData } from 'node:worker_threads';
import { alarmMemory } from './alarm-memory.ts';
import { monotonicMs } from './monotonic.ts';

const memory = alarmMemory.parse(workerData);
const counters = new Int32Array(memory.counters);
const dueMs = new Float64Array(memory.dueMs);
for (let rung = 0; ; rung += 1) {
  while (Atomics.load(counters, 0) === rung) Atomics.wait(counters, 0, rung);
  const waitMs = (dueMs[rung % dueMs.length] ?? 0) - monotonicMs();
  if (waitMs > 0) Atomics.wait(counters, 1, 0, waitMs);
  parentPort?.postMessage(undefined, []);
}
