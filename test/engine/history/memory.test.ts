/** What the history takes for real, over many failures with all that may be in them. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createHistory } from '../../../src/engine/history/history.ts';
import { startTranscript } from '../../../src/engine/transcript.ts';
import { fakeFailure, fakeModule, fakeSuccess } from '../../helpers/fake-prober.ts';

setFlagsFromString('--expose-gc');
const collect = z.custom<() => void>((value) => typeof value === 'function').parse(runInNewContext('gc'));

function usedHeap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** A transcript of a run, as long as that many responses make it. */
function transcriptOf(run: number, responses: number) {
  const transcript = startTranscript({ monotonicMs: () => run, wallMs: () => 0 });
  for (let hop = 1; hop <= responses; hop += 1) {
    const headers = Array.from({ length: 12 }, (_, index) => [`X-${index}`, `${run} `.repeat(12)] as const);
    transcript.record('http.response', { hop, version: 'HTTP/1.1', status: 503, headers });
    transcript.record('http.redirected', { location: `https://${run}.test/${'ü'.repeat(40)}` });
  }
  return transcript.events();
}

test('stays within its limit over 100,000 failing runs', () => {
  const maxBytes = 16 * 1024 * 1024;
  const module = fakeModule('web');
  const history = createHistory({ limit: 100, maxBytes });
  const before = usedHeap();
  let highest = 0;
  const used: number[] = [];
  for (let run = 0; run < 100_000; run += 1) {
    const isScheduled = run % 2 === 0;
    const result = {
      module: 'web',
      prober: 'fake',
      target: { text: `https://${run % 3000}.shop.test/health?run=${run % 3000}` },
      startedAtMs: 1_700_000_000_000 + run,
      durationMs: run / 7,
      timeoutMs: 9500,
      localDelayMs: run / 9,
      outcome: run < 3000 ? fakeSuccess : { ...fakeFailure, phases: { resolve: run / 3, connect: run / 5 } },
      transcript: transcriptOf(run, run % 500 === 0 ? 60 : 1),
    };
    history.add({ result, module, runId: `0mcx5k3p2-${run}`, jobName: isScheduled ? 'vendors' : undefined });
    highest = Math.max(highest, history.bytes);
    if (run % 25_000 === 24_999) used.push(usedHeap() - before);
  }
  expect(Math.max(...used)).toBeLessThan(maxBytes);
  expect(highest).toBeGreaterThan(0.9 * maxBytes);
  expect(highest).toBeLessThanOrEqual(maxBytes + 128 * 1024);
  // Every target that failed has its latest failure, or nobody has two.
  const failures = history.find({ ok: false, limit: 100_000 });
  expect(new Set(failures.map(({ result }) => result.target.text)).size).toBe(3000);
}, 120_000);
