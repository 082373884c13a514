import { expect, test } from 'vitest';
import { createRunIds } from '../../../src/engine/schedule/run-id.ts';
import { manualClock } from '../../helpers/manual-clock.ts';

test('ids are unique, short, and sorted by the time of the start', () => {
  const clock = manualClock();
  const nextRunId = createRunIds(clock);
  const ids = Array.from({ length: 5000 }, (_, count) => {
    if (count % 7 === 0) clock.advance(1.5);
    return nextRunId();
  });
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  expect(ids.slice(0, 2)).toEqual(['0000003ux-0000', '0000003ux-0001']);
});
