import { z } from 'zod';
import { quoted, scalar } from '../../probes/shared/schema/values.ts';
import { completeList, filled } from './complete-list.ts';
import { parseScheduleDuration } from './schedule-duration.ts';

/** In seconds: from what a neighbour takes to what is as good as down. */
export const defaultBuckets: readonly number[] = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const bound = scalar('a number of seconds such as 0.5', ({ text, plain }, refuse) => {
  const seconds = secondsOf(text, plain);
  if (seconds === undefined) {
    return refuse(`must be a number of seconds or a duration, such as 0.5 or 500ms, not ${quoted(text)}`);
  }
  return seconds > 0 ? seconds : refuse(`must be more than 0, not ${quoted(text)}`);
});

const ascending = z.superRefine<readonly number[]>(
  (bounds, context) => {
    for (const [index, value] of bounds.entries()) {
      const before = bounds[index - 1];
      // A bound that could not be read is no number, and has its own mistake.
      if (typeof value !== 'number' || typeof before !== 'number' || before < value) continue;
      const message = `must be more than the one before it: buckets ascend, and ${value} comes after ${before}`;
      context.addIssue({ code: 'custom', message, path: [index] });
    }
  },
  { when: ({ value }) => Array.isArray(value) },
);

/** Upper bounds of a histogram in seconds, ascending, without +Inf, which every histogram has. */
export const buckets: z.ZodType<readonly number[]> = filled(
  completeList(bound).check(ascending),
  'has no bounds; give one or leave the key out',
);

/** `bounds` with another one among them. */
export function withBound(bounds: readonly number[], seconds: number): readonly number[] {
  return [...new Set([...bounds, seconds])].sort((left, right) => left - right);
}

function secondsOf(text: string, plain: boolean): number | undefined {
  const durationMs = parseScheduleDuration(text);
  if (durationMs !== undefined) return durationMs / 1000;
  return plain && /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : undefined;
}
