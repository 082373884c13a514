import { expect, test } from 'vitest';
import {
  createHistory as createHistoryWith,
  type HistoryEntry,
  type ProbeHistory,
} from '../../../src/engine/history/history.ts';
import { fakeFailure, fakeModule, fakeSuccess, finishedRun } from '../../helpers/fake-prober.ts';

const roomy = 64 * 1024 * 1024;
const createHistory = (limit: number): ProbeHistory => createHistoryWith({ limit, maxBytes: roomy });

/** Adds a run for each letter, `S` for a success and `F` for a failure. */
function add(
  history: ProbeHistory,
  verdicts: string,
  { target = 'target', module = 'web', jobName }: { target?: string; module?: string; jobName?: string } = {},
): void {
  for (const verdict of verdicts) {
    const outcome = verdict === 'F' ? fakeFailure : fakeSuccess;
    history.add(finishedRun({ outcome, module, target: { text: target } }, { jobName }));
  }
}

const targetsOf = (entries: readonly HistoryEntry[]): readonly string[] =>
  entries.map(({ result }) => result.target.text);

test.each([
  { name: 'nothing', limit: 3, verdicts: '', ids: [] },
  { name: 'fewer than the limit', limit: 3, verdicts: 'SF', ids: [0, 1] },
  { name: 'the last ones when all succeed', limit: 3, verdicts: 'SSSS', ids: [1, 2, 3] },
  { name: 'a failure that had to leave, before the others', limit: 2, verdicts: 'FSSS', ids: [0, 2, 3] },
  { name: 'no more preserved failures than the limit', limit: 2, verdicts: 'FFFFFS', ids: [2, 3, 4, 5] },
  {
    name: 'preserved failures of different ages in order',
    limit: 3,
    verdicts: 'FSFSFSSSSS',
    ids: [0, 2, 4, 7, 8, 9],
  },
  { name: 'no success that others followed', limit: 2, verdicts: 'FSSSFF', ids: [0, 4, 5] },
  { name: 'nothing when the limit is 0', limit: 0, verdicts: 'FSF', ids: [] },
])('keeps $name', ({ limit, verdicts, ids }) => {
  const history = createHistory(limit);
  add(history, verdicts);
  expect(history.list().map(({ id }) => id)).toEqual(ids);
});

test('gives ids even to runs it does not keep', () => {
  const history = createHistory(0);
  add(history, 'S');
  expect(history.add(finishedRun()).id).toBe(1);
});

test('finds a run by id among results and preserved failures', () => {
  const history = createHistory(2);
  add(history, 'FSSS');
  expect([0, 1, 2, 3, 4].map((id) => history.byId(id)?.id)).toEqual([0, undefined, 2, 3, undefined]);
});

test('finds the oldest run of a target, preserved ones first', () => {
  const history = createHistory(2);
  add(history, 'F', { target: 'a' });
  add(history, 'SSS', { target: 'b' });
  add(history, 'S', { target: 'a' });
  expect(history.byTarget('a')?.id).toBe(0);
  expect(history.byTarget('b')?.id).toBe(3);
});

test('finds a target by its exact text and module', () => {
  const history = createHistory(9);
  add(history, 'S', { target: 'a', module: 'first' });
  add(history, 'S', { target: 'a', module: 'second' });
  expect(history.byTarget('a')?.id).toBe(0);
  expect(history.byTarget('a', 'second')?.id).toBe(1);
  expect(history.byTarget('a', 'third')).toBeUndefined();
  expect(history.byTarget('A')).toBeUndefined();
});

test('keeps the one failure of a target, whatever the others do', () => {
  const history = createHistory(3);
  add(history, 'SF', { target: 'quiet' });
  add(history, 'F', { target: 'scheduled', jobName: 'vendors' });
  for (let round = 0; round < 20; round += 1) {
    add(history, 'SFF', { target: 'noisy' });
    add(history, 'SFFF', { target: 'noisy by the clock', jobName: 'vendors' });
  }
  for (const target of ['quiet', 'scheduled']) {
    const failures = history.find({ target, ok: false, limit: 10 });
    expect(targetsOf(failures)).toEqual([target]);
  }
  expect(history.find({ target: 'noisy', ok: false, limit: 100 })).toHaveLength(3 + 2);
  expect(history.find({ target: 'noisy by the clock', ok: false, limit: 100 })).toHaveLength(3);
});

test('keeps of a scheduled target the latest success, and of failures that go on the first one', () => {
  const history = createHistory(3);
  add(history, 'SSFSS', { jobName: 'vendors' });
  expect(history.list().map(({ id }) => id)).toEqual([2, 4]);
  add(history, 'FFFFFFF', { jobName: 'vendors' });
  expect(history.find({ ok: false, limit: 9 }).map(({ id }) => id)).toEqual([11, 5, 2]);
});

test('does not let runs of schedules push out those that somebody asked for', () => {
  const history = createHistory(2);
  add(history, 'SS');
  for (let target = 0; target < 50; target += 1)
    add(history, 'SF', { target: `${target}`, jobName: 'vendors' });
  expect(history.list().map(({ id }) => id)).toEqual([0, 1, 99, 101]);
});

test('forgets the successes of targets that are not scheduled any more, and keeps their failures', () => {
  const history = createHistory(9);
  add(history, 'FS', { target: 'gone', jobName: 'vendors' });
  add(history, 'S', { target: 'there', jobName: 'vendors' });
  add(history, 'S', { target: 'asked for' });
  history.keepScheduled([{ module: fakeModule('web'), target: { text: 'there' } }]);
  expect(history.list().map(({ id }) => id)).toEqual([0, 2, 3]);
});

test('finds the latest first, by what is asked for and no more than that many', () => {
  const history = createHistory(9);
  add(history, 'SF', { target: 'a' });
  add(history, 'F', { target: 'a', module: 'tcp' });
  add(history, 'F', { target: 'b', jobName: 'vendors' });
  const ids = (query: object): readonly number[] => history.find({ limit: 9, ...query }).map(({ id }) => id);
  expect(ids({})).toEqual([3, 2, 1, 0]);
  expect(ids({ limit: 2 })).toEqual([3, 2]);
  expect(ids({ target: 'a' })).toEqual([2, 1, 0]);
  expect(ids({ target: 'a', module: 'web' })).toEqual([1, 0]);
  expect(ids({ jobName: 'vendors' })).toEqual([3]);
  expect(ids({ ok: true })).toEqual([0]);
  expect(ids({ sinceMs: 1_700_000_000_000 })).toEqual([3, 2, 1, 0]);
  expect(ids({ sinceMs: 1_700_000_000_001 })).toEqual([]);
});

test('finds a run by the id that log lines have', () => {
  const history = createHistory(9);
  history.add(finishedRun({}, { runId: 'one' }));
  expect(history.byRunId('one')?.id).toBe(0);
  expect(history.byRunId('two')).toBeUndefined();
});

test('gives up successes first, then failures of whoever has most, and the only ones last', () => {
  const sizeOfOne = (() => {
    const history = createHistory(9);
    add(history, 'F', { target: 'a' });
    return history.bytes;
  })();
  const history = createHistoryWith({ limit: 100, maxBytes: 6 * sizeOfOne });
  add(history, 'F', { target: 'a' });
  add(history, 'S', { target: 'b' });
  add(history, 'F', { target: 'c' });
  for (let run = 0; run < 50; run += 1) add(history, 'F', { target: 'd' });
  expect(history.bytes).toBeLessThanOrEqual(6 * sizeOfOne);
  const failures = history.find({ ok: false, limit: 100 });
  expect(targetsOf(failures).toSorted().slice(0, 3)).toEqual(['a', 'c', 'd']);
  expect(new Set(targetsOf(failures)).size).toBe(3);
  expect(failures[0]?.id).toBe(52);
  for (let target = 0; target < 50; target += 1) add(history, 'F', { target: `${target}` });
  expect(history.bytes).toBeLessThanOrEqual(6 * sizeOfOne);
  expect(targetsOf(history.find({ limit: 100 })).toSorted()).toEqual(
    targetsOf(history.find({ ok: false, limit: 100 })).toSorted(),
  );
});

test('is empty when even one run is too much', () => {
  const history = createHistoryWith({ limit: 9, maxBytes: 10 });
  add(history, 'FSF');
  expect(history.size).toBe(0);
  expect(history.bytes).toBe(0);
});
