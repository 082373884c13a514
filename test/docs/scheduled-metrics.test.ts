import { expect, test } from 'vitest';
import { createScheduledSeries } from '../../src/metrics/scheduled/series.ts';
import { tablesUnder } from './markdown.ts';

const page = 'docs/scheduled-metrics.md';

test('the families that are counted are the documented ones, with their types', () => {
  const told = (tablesUnder(page, 'What is counted')[0] ?? []).map(
    ([name = '', type = '']) => `${type} ${name.replaceAll('`', '')}`,
  );
  const real = createScheduledSeries()
    .families()
    .map(({ name, type }) => `${type} ${name}`);
  expect(told.toSorted()).toEqual(real.toSorted());
});
