import { expect, test } from 'vitest';
import { createDiagnosisStore, usualCaps } from '../../src/diagnosis/store.ts';
import { sampleDiagnosis } from './sample.ts';

test('has a diagnosis by its run', () => {
  const store = createDiagnosisStore();
  const diagnosis = sampleDiagnosis();
  store.add({ runId: 'r1', key: 'a' }, diagnosis);
  expect(store.of('r1')).toBe(diagnosis);
  expect(store.of('r2')).toBeUndefined();
});

test('keeps the latest of each target: one that is noisy pushes nobody out', () => {
  const store = createDiagnosisStore({ maxCount: 3, maxBytes: 1_000_000 });
  store.add({ runId: 'quiet', key: 'quiet' }, sampleDiagnosis());
  for (let count = 0; count < 100; count += 1)
    store.add({ runId: `n${count}`, key: 'noisy' }, sampleDiagnosis());
  expect([store.size, store.of('quiet'), store.of('n98'), store.of('n99')]).toEqual([
    2,
    sampleDiagnosis(),
    undefined,
    sampleDiagnosis(),
  ]);
});

test('keeps to its caps, whatever comes, and lets the oldest leave', () => {
  const store = createDiagnosisStore({ maxCount: 100, maxBytes: 50_000 });
  for (let count = 0; count < 10_000; count += 1) {
    store.add({ runId: `r${count}`, key: `k${count}` }, sampleDiagnosis(count % 700));
    expect(store.bytes).toBeLessThanOrEqual(50_000);
    expect(store.size).toBeLessThanOrEqual(100);
  }
  expect(store.of('r9999')).toBeDefined();
  expect(store.of('r0')).toBeUndefined();
});

test('does not keep what is larger than all of it', () => {
  const store = createDiagnosisStore({ maxCount: 10, maxBytes: 5000 });
  store.add({ runId: 'small', key: 'small' }, sampleDiagnosis());
  store.add({ runId: 'large', key: 'large' }, sampleDiagnosis(10_000));
  expect([store.size, store.of('large')]).toEqual([1, undefined]);
});

test('takes 8 MiB at the most, of 500 targets', () => {
  expect(usualCaps).toEqual({ maxCount: 500, maxBytes: 8 * 1024 * 1024 });
});
