import { expect, test } from 'vitest';
import { automaticDiagnosis } from '../../src/diagnosis/automatic.ts';
import type { Diagnosis } from '../../src/diagnosis/diagnose.ts';
import type { DiagnosisFate } from '../../src/diagnosis/fate.ts';
import type { DiagnosisRequest } from '../../src/diagnosis/thread/diagnosis-runner.ts';
import { fakeFailure, fakeSuccess, finishedRun } from '../helpers/fake-prober.ts';
import { manualClock } from '../helpers/manual-clock.ts';
import { scheduledTarget } from '../helpers/scheduled-runs.ts';
import { sampleDiagnosis } from './sample.ts';

/** The automatic diagnosis with what it asked for, told and counted. */
function observed({ maxPerMinute = 10 }: { readonly maxPerMinute?: number } = {}) {
  const clock = manualClock();
  const asked: { readonly request: DiagnosisRequest; readonly answer: (diagnosis?: Diagnosis) => void }[] =
    [];
  const fates: DiagnosisFate[] = [];
  const told: string[] = [];
  const automatic = automaticDiagnosis({
    clock,
    maxPerMinute,
    diagnose: (request) =>
      new Promise((resolve) => {
        asked.push({ request, answer: resolve });
      }),
    onFate: (fate) => fates.push(fate),
    onDiagnosis: ({ key }, { runId }) => told.push(`${key} ${runId}`),
  });
  let runs = 0;
  return {
    clock,
    fates,
    told,
    automatic,
    texts: () => asked.map(({ request }) => request.target.text),
    request: (index: number) => asked[index]?.request,
    async answer(index: number, diagnosis?: Diagnosis) {
      asked[index]?.answer(diagnosis);
      await new Promise((resolve) => setImmediate(resolve));
    },
    hear(text: string, outcome = fakeFailure) {
      runs += 1;
      const target = scheduledTarget(text, { timeoutMs: 700 });
      automatic.heard(
        target,
        finishedRun({ outcome, target: { text } }, { runId: `run${runs}`, jobName: 'vendors' }),
      );
    },
  };
}

test('diagnoses the first failure, and none that follows it', async () => {
  const it = observed();
  it.hear('a');
  it.hear('a');
  it.hear('a');
  expect(it.texts()).toEqual(['a']);
  expect(it.request(0)).toMatchObject({
    moduleName: 'web',
    timeoutMs: 700,
    reported: { reason: 'tcp.refused' },
  });
  expect(it.request(0)?.longestMs).toBeLessThan(10_000);
  await it.answer(0, sampleDiagnosis());
  expect([it.told, it.fates]).toEqual([['a run1'], ['made']]);
});

test('does not diagnose what succeeds', () => {
  const it = observed();
  it.hear('a', fakeSuccess);
  expect(it.texts()).toEqual([]);
});

test('diagnoses the first failure after a success again, but no target more often than every ten minutes', async () => {
  const it = observed();
  it.hear('a');
  await it.answer(0, sampleDiagnosis());
  it.hear('a', fakeSuccess);
  it.hear('a');
  expect(it.fates).toEqual(['made', 'limited']);
  it.clock.advance(600_000);
  it.hear('a', fakeSuccess);
  it.hear('a');
  expect(it.texts()).toEqual(['a', 'a']);
});

test('makes four at a time, and others with a later failure, for the run that they went down with', async () => {
  const it = observed();
  for (const text of ['a', 'b', 'c', 'd', 'e']) it.hear(text);
  expect([it.texts(), it.fates]).toEqual([['a', 'b', 'c', 'd'], ['limited']]);
  it.hear('e');
  await it.answer(0, sampleDiagnosis());
  expect([it.texts(), it.fates]).toEqual([
    ['a', 'b', 'c', 'd'],
    ['limited', 'made'],
  ]);
  it.hear('e');
  await it.answer(4, sampleDiagnosis());
  expect(it.texts()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(it.told).toEqual(['a run1', 'e run5']);
});

test('makes none for a target that has come back while it had to wait', async () => {
  const it = observed();
  for (const text of ['a', 'b', 'c', 'd', 'e']) it.hear(text);
  it.hear('e', fakeSuccess);
  await it.answer(0, sampleDiagnosis());
  expect(it.texts()).toEqual(['a', 'b', 'c', 'd']);
});

test('makes so many a minute, whatever goes down', async () => {
  const it = observed({ maxPerMinute: 3 });
  for (let count = 0; count < 50; count += 1) {
    it.hear(`t${count}`);
    await it.answer(it.texts().length - 1, sampleDiagnosis());
  }
  expect(it.texts()).toHaveLength(3);
  it.clock.advance(20_000);
  it.hear('later');
  it.hear('too late');
  expect(it.texts()).toEqual(['t0', 't1', 't2', 'later']);
});

test('makes none when it is switched off, and counts none', () => {
  const it = observed({ maxPerMinute: 0 });
  it.hear('a');
  expect([it.texts(), it.fates]).toEqual([[], []]);
});

test.each([
  ['the target policy forbids', { phase: 'policy', reason: 'policy.denied', blame: 'local', detail: 'no' }],
  ['a shutdown ended', { phase: 'connect', reason: 'local.aborted', blame: 'local', detail: 'no' }],
] as const)('asks nothing about what %s', (_name, failure) => {
  const it = observed();
  it.hear('a', { ...fakeFailure, ok: false, failure });
  expect(it.texts()).toEqual([]);
});

test('counts what came to nothing', async () => {
  const it = observed();
  it.hear('a');
  await it.answer(0);
  expect([it.told, it.fates]).toEqual([[], ['lost']]);
});

test('forgets targets that are gone', async () => {
  const it = observed();
  it.hear('a');
  await it.answer(0, sampleDiagnosis());
  it.automatic.keep([]);
  it.hear('a');
  expect(it.texts()).toEqual(['a', 'a']);
});
