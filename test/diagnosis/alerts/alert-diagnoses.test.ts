import { expect, test } from 'vitest';
import { type AlertFate, createAlertDiagnoses } from '../../../src/diagnosis/alerts/alert-diagnoses.ts';
import type { Alert } from '../../../src/diagnosis/alerts/notification.ts';
import type { Diagnosis } from '../../../src/diagnosis/diagnose.ts';
import type { DiagnosisRequest } from '../../../src/diagnosis/thread/diagnosis-runner.ts';
import { fakeFailure, finishedRun } from '../../helpers/fake-prober.ts';
import { manualClock } from '../../helpers/manual-clock.ts';
import { scheduledTarget } from '../../helpers/scheduled-runs.ts';
import { sampleDiagnosis } from '../sample.ts';

const begin = '2026-11-29T10:00:00Z';

function alertOf(number: number, changes: Partial<Alert> = {}): Alert {
  return {
    fingerprint: number.toString(16).padStart(16, '0'),
    isFiring: true,
    startsAt: begin,
    labels: { alertname: 'Down', job: 'vendors', instance: `t${number}` },
    ...changes,
  };
}

function observed({ maxPerMinute = 10, targets = 300 } = {}) {
  const clock = manualClock();
  const asked: DiagnosisRequest[] = [];
  const answers: ((diagnosis?: Diagnosis) => void)[] = [];
  const fates: AlertFate[] = [];
  const told: string[] = [];
  const all = Array.from({ length: targets }, (_, number) =>
    scheduledTarget(`t${number}`, { timeoutMs: 700 }),
  );
  const diagnoses = createAlertDiagnoses({
    clock,
    maxPerMinute,
    targets: () => all,
    latestFailure: ({ target }) =>
      target.text === 't0' ? undefined : finishedRun({ outcome: fakeFailure, target }, { runId: 'r1' }),
    diagnose: (request) => {
      asked.push(request);
      return new Promise((resolve) => void answers.push(resolve));
    },
    onFate: (fate) => fates.push(fate),
    onDiagnosis: ({ alert }) => told.push(alert.fingerprint),
  });
  return {
    clock,
    asked,
    fates,
    told,
    diagnoses,
    async answer(index: number, diagnosis?: Diagnosis) {
      answers[index]?.(diagnosis);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test('diagnoses the target of an alert, and keeps that under its fingerprint', async () => {
  const it = observed();
  const alert = alertOf(1);
  expect(it.diagnoses.heard(alert)).toBe('begun');
  expect(it.asked).toMatchObject([
    {
      moduleName: 'web',
      target: { text: 't1' },
      timeoutMs: 700,
      longestMs: 8000,
      reported: { reason: 'tcp.refused' },
    },
  ]);
  expect(it.diagnoses.of(alert.fingerprint)).toMatchObject({
    state: 'waiting',
    run: { runId: 'r1' },
    diagnosis: undefined,
  });
  await it.answer(0, sampleDiagnosis());
  expect(it.diagnoses.of(alert.fingerprint)).toMatchObject({
    state: 'made',
    diagnosis: { verdict: { code: 'healthy' } },
  });
  expect(it.told).toEqual([alert.fingerprint]);
});

test('does so without a failure that it knows of', () => {
  const it = observed();
  it.diagnoses.heard(alertOf(0));
  expect(it.asked[0]).not.toHaveProperty('reported');
  expect(it.diagnoses.of(alertOf(0).fingerprint)?.run).toBe(undefined);
});

test('makes one diagnosis, however often it is told, and another when the alert fires again', async () => {
  const it = observed();
  expect([1, 2, 3].map(() => it.diagnoses.heard(alertOf(1)))).toEqual(['begun', 'known', 'known']);
  await it.answer(0, sampleDiagnosis());
  expect(it.diagnoses.heard(alertOf(1))).toBe('known');
  expect(it.diagnoses.heard(alertOf(1, { isFiring: false }))).toBe('resolved');
  expect(it.diagnoses.heard(alertOf(1, { startsAt: '2026-11-29T11:00:00Z' }))).toBe('begun');
  expect(it.asked).toHaveLength(2);
  expect(it.fates).toEqual(['begun', 'known', 'known', 'known', 'resolved', 'begun']);
});

test('does not take the diagnosis of the first time for that of the second', async () => {
  const it = observed();
  it.diagnoses.heard(alertOf(1));
  it.diagnoses.heard(alertOf(1, { startsAt: '2026-11-29T11:00:00Z' }));
  await it.answer(0, sampleDiagnosis());
  expect(it.diagnoses.of(alertOf(1).fingerprint)).toMatchObject({ state: 'waiting', diagnosis: undefined });
  expect(it.told).toEqual([]);
});

test('tries again when a diagnosis came to nothing', async () => {
  const it = observed();
  it.diagnoses.heard(alertOf(1));
  await it.answer(0, undefined);
  expect(it.diagnoses.of(alertOf(1).fingerprint)?.state).toBe('lost');
  expect(it.diagnoses.heard(alertOf(1))).toBe('begun');
});

test('makes two at a time, the others after them', async () => {
  const it = observed();
  for (const number of [1, 2, 3, 4]) it.diagnoses.heard(alertOf(number));
  expect(it.asked.map(({ target }) => target.text)).toEqual(['t1', 't2']);
  await it.answer(1, sampleDiagnosis());
  expect(it.asked.map(({ target }) => target.text)).toEqual(['t1', 't2', 't3']);
});

test('begins so many a minute, and the next notification does the rest', () => {
  const it = observed({ maxPerMinute: 2 });
  const tell = () => [1, 2, 3].map((number) => it.diagnoses.heard(alertOf(number)));
  expect(tell()).toEqual(['begun', 'begun', 'limited']);
  it.clock.advance(30_000);
  expect(tell()).toEqual(['known', 'known', 'begun']);
});

test('makes none where none may be made', () => {
  const it = observed({ maxPerMinute: 0 });
  expect(it.diagnoses.heard(alertOf(1))).toBe('limited');
  expect(it.asked).toEqual([]);
});

test('knows nothing of targets that are not probed here', () => {
  const it = observed();
  expect(it.diagnoses.heard(alertOf(999))).toBe('unknown_target');
  expect(it.diagnoses.of(alertOf(999).fingerprint)).toBe(undefined);
});

test('keeps the latest 200 alerts', () => {
  const it = observed({ maxPerMinute: 1000 });
  for (let number = 0; number < 201; number += 1) it.diagnoses.heard(alertOf(number));
  expect(it.diagnoses.of(alertOf(0).fingerprint)).toBe(undefined);
  expect(it.diagnoses.of(alertOf(1).fingerprint)).toBeDefined();
  const listed = it.diagnoses.list().map(({ target }) => target.key);
  expect([listed.length, listed.at(0), listed.at(-1)]).toEqual([200, 't200', 't1']);
});
