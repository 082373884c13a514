/**
 * A thread that runs probes: reads the configurations that it is sent, and answers each run with its result. It ends
 * with its port.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { probers } from '../../../probes/registry.ts';
import { systemResolver } from '../../../probes/shared/resolver.ts';
import { usualPolicy } from '../../config/policy/target-policy.ts';
import { type ReadModules, readModules } from '../../config/read-modules.ts';
import { systemClock } from '../clock.ts';
import { createLoopDelay, everyMs } from '../loop-delay.ts';
import { prepareModules } from '../prepare-modules.ts';
import { runProbe } from '../run.ts';
import { delayHistogram } from './delay-histogram.ts';
import type { FromThread, ToThread } from './messages.ts';

const port = parentPort;
if (port === null) throw new Error('this program is started as a thread only');

const { delays } = z.object({ delays: z.instanceof(SharedArrayBuffer) }).parse(workerData);
/** Runs of one that is still being read wait for it. */
const configs = new Map<number, Promise<ReadModules>>();
const running = new Map<number, AbortController>();
const histogram = delayHistogram(delays);
const loopDelay = createLoopDelay({ clock: systemClock, every: everyMs, onTick: histogram.observe });
const resolver = systemResolver();

// The main thread is the only one that writes to this port, with messages of this type.
port.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'config':
      configs.set(message.configId, readAndPrepare(message));
      return;
    case 'forget':
      configs.delete(message.configId);
      return;
    case 'run':
      void run(message);
      return;
    case 'abort':
      running.get(message.runId)?.abort();
      return;
    default:
      message satisfies never;
  }
});

async function readAndPrepare({ configId, sources }: ToThread & { kind: 'config' }): Promise<ReadModules> {
  const read = await readModules(sources, probers, await configs.get(configId - 1));
  await prepareModules(read.modules.values());
  return read;
}

async function run(asked: ToThread & { kind: 'run' }) {
  const { runId, configId, moduleName, target, timeoutMs, eventsOfSuccess } = asked;
  const abandoned = new AbortController();
  running.set(runId, abandoned);
  const config = await configs.get(configId);
  const module = config?.modules.get(moduleName);
  // The pool keeps every configuration for as long as it asks for runs of it.
  if (module === undefined)
    throw new Error(`a run of the module ${moduleName}, which this thread does not have`);
  let bug: string | undefined;
  const result = await runProbe(
    { module, target, timeoutMs, eventsOfSuccess, signal: abandoned.signal },
    {
      clock: systemClock,
      resolver,
      targetPolicy: () => config?.targetPolicy ?? usualPolicy,
      loopDelay,
      onBug: (error) => {
        bug = error instanceof Error ? (error.stack ?? error.message) : String(error);
      },
    },
  );
  running.delete(runId);
  const answer: FromThread = { runId, result, ...(bug !== undefined && { bug }) };
  port?.postMessage(answer, []);
}
