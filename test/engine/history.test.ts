import { expect, test } from 'vitest';
import { createHistory, type ProbeHistory } from '../../src/engine/history.ts';
import { fakeFailure, fakeModule, fakeResult, fakeSuccess } from '../helpers/fake-prober.ts';

/** Adds a run for each letter, `S` for a success and `F` for a failure. */
function add(history: ProbeHistory, verdicts: string, { target = 'target', module = 'web' } = {}): void {
  for (const verdict of verdicts) {
    const outcome = verdict === 'F' ? fakeFailure : fakeSuccess;
    history.add(fakeResult({ outcome, module, target: { text: target } }), fakeModule(module));
  }
}

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
  { name: 'nothing when the limit is 0', limit: 0, verdicts: 'FSF', ids: [] },
])('keeps $name', ({ limit, verdicts, ids }) => {
  const history = createHistory(limit);
  add(history, verdicts);
  expect(history.list().map(({ id }) => id)).toEqual(ids);
});

test('gives ids even to runs it does not keep', () => {
  const history = createHistory(0);
  add(history, 'S');
  expect(history.add(fakeResult(), fakeModule('web')).id).toBe(1);
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
