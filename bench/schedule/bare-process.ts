/**
 * What bare sockets cost at the pace of a schedule. At few a second each one wakes a sleeping machine, and costs several
 * times what it does among many: a floor that no exporter gets below.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { answerQuestions } from '../answer-questions.ts';
import { bareProbe } from '../load/bare-probe.ts';
import { monotonicMs } from '../monotonic.ts';
import { bareOrder } from './bare-messages.ts';

/** Enough for the code to be compiled. */
const warmUpProbes = 5000;

answerQuestions(bareOrder, async ({ prober, port, perSecond, seconds }) => {
  const probe = bareProbe(prober, port);
  for (let n = 0; n < warmUpProbes; n += 1) await probe();
  const probes = Math.round(perSecond * seconds);
  // A slot is a hash: as good as anywhere in the interval.
  const startsMs = Array.from({ length: probes }, () => Math.random() * seconds * 1000).sort((a, b) => a - b);
  const before = process.cpuUsage();
  const beginMs = monotonicMs();
  const running: Promise<unknown>[] = [];
  for (const startMs of startsMs) {
    const waitMs = beginMs + startMs - monotonicMs();
    if (waitMs > 0) await sleep(waitMs);
    running.push(probe());
  }
  await Promise.all(running);
  const { user, system } = process.cpuUsage(before);
  return { cpuPerProbeUs: (user + system) / probes };
});
