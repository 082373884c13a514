import { expect, test } from 'vitest';
import { blames, failurePhases, failureReasons } from '../../probes/failure.ts';
import { namesIn, proseOf, type Table, tablesOf, tablesUnder } from './markdown.ts';

const page = 'docs/failure-reasons.md';

/** The tables of reasons: those whose rows have four columns. */
const reasons: Table = tablesOf(proseOf(page)).flatMap((table) => table.filter((row) => row.length === 4));

test('explains every reason of the code once, and no other', () => {
  expect(namesIn(reasons).toSorted()).toEqual([...failureReasons].sort());
});

test('explains every phase in the order of a run', () => {
  expect(namesIn(tablesUnder(page, 'Phases')[0])).toEqual(failurePhases);
});

test('explains every blame', () => {
  expect(namesIn(tablesUnder(page, 'Blames')[0])).toEqual(blames);
});

test.each(reasons.map(([name, meaning, blame, advice]) => ({ name, meaning, blame, advice })))(
  'says of $name what it means, whose fault it is and what to do',
  ({ meaning, blame = '', advice }) => {
    expect(blame.split(', ').filter((word) => !blames.some((known) => known === word))).toEqual([]);
    expect(meaning).not.toBe('');
    expect(advice).not.toBe('');
  },
);
