/** A thread that makes diagnoses, so that no probe is measured beside their experiments. It ends with its port. */
import { parentPort } from 'node:worker_threads';
import { probers } from '../../../probes/registry.ts';
import { systemResolver } from '../../../probes/shared/resolver.ts';
import { usualPolicy } from '../../config/policy/target-policy.ts';
import { type ReadModules, readModules } from '../../config/read-modules.ts';
import { systemClock } from '../../engine/clock.ts';
import { startDeadline } from '../../engine/deadline.ts';
import { createLoopDelay, everyMs } from '../../engine/loop-delay.ts';
import { runProbe } from '../../engine/run.ts';
import { type Diagnosis, diagnose } from '../diagnose.ts';
import { hostSurroundings } from '../host-surroundings.ts';
import type { FromDiagnosisThread, ToDiagnosisThread } from './messages.ts';
import { stepBack } from './step-back.ts';

const port = parentPort;
if (port === null) throw new Error('this program is started as a thread only');

stepBack();
const resolver = systemResolver();
const loopDelay = createLoopDelay({ clock: systemClock, every: everyMs });
const running = new Map<number, AbortController>();
let config: Promise<ReadModules> | undefined;

// The main thread is the only one that writes to this port, with messages of this type.
port.on('message', (message: ToDiagnosisThread) => {
  switch (message.kind) {
    case 'config': {
      const { sources } = message;
      config = (config ?? Promise.resolve(undefined)).then((earlier) =>
        readModules(sources, probers, earlier),
      );
      return;
    }
    case 'diagnose':
      void answer(message);
      return;
    case 'abort':
      running.get(message.id)?.abort();
      return;
    default:
      message satisfies never;
  }
});

async function answer(asked: ToDiagnosisThread & { kind: 'diagnose' }): Promise<void> {
  const { id } = asked;
  const abandoned = new AbortController();
  running.set(id, abandoned);
  const diagnosis = await made(asked, abandoned.signal);
  running.delete(id);
  const reply: FromDiagnosisThread = { id, ...(diagnosis === undefined ? {} : { diagnosis }) };
  port?.postMessage(reply, []);
}

async function made(
  asked: ToDiagnosisThread & { kind: 'diagnose' },
  signal: AbortSignal,
): Promise<Diagnosis | undefined> {
  const { moduleName, target, timeoutMs, longestMs, reported, otherResolvers } = asked;
  const read = await config;
  const module = read?.modules.get(moduleName);
  if (module === undefined) return undefined;
  const targetPolicy = read?.targetPolicy ?? usualPolicy;
  using deadline = startDeadline(longestMs, signal);
  const policy = module.targetPolicy ?? targetPolicy;
  return await diagnose(
    { probe: { module, target }, timeoutMs, ...(reported === undefined ? {} : { reported }) },
    hostSurroundings({
      run: (request) =>
        runProbe(request, {
          clock: systemClock,
          resolver,
          targetPolicy: () => targetPolicy,
          loopDelay,
          // The verdict says that there was one.
          onBug: () => {},
        }),
      limits: { signal: deadline.signal, clock: systemClock, resolver, policy },
      otherResolvers,
    }),
  );
}
