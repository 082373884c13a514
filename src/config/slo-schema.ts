import type { z } from 'zod';
import { block, blockOrDefaults } from '../../probes/shared/schema/block.ts';
import { optional, quoted, required, scalar } from '../../probes/shared/schema/values.ts';
import type { Slo } from './schedule.ts';
import { scheduleDurationMs } from './schedule-duration.ts';

const percentage = scalar(
  'a percentage such as 99.9',
  ({ text }, refuse) => {
    const percent = /^\d*\.?\d+$/u.test(text) ? Number(text) : Number.NaN;
    return percent > 0 && percent < 100
      ? percent
      : refuse(`must be a percentage between 0 and 100, such as 99.9, not ${quoted(text)}`);
  },
  { kind: 'number' },
);

const latency = block({
  threshold: required(scheduleDurationMs, 'is missing: how long a run may take, such as 800ms'),
  ratio: required(percentage, 'is missing: the percentage of runs that are to be as fast, such as 99'),
}).transform(({ threshold, ratio }) => ({ thresholdMs: threshold, ratio: fraction(ratio) }));

/** The block `slo`; left out or null, it promises nothing. */
export const slo: z.ZodType<Slo> = blockOrDefaults(
  block({ availability: optional(percentage), latency: optional(latency) }).transform((keys) => ({
    availability: keys.availability === undefined ? undefined : fraction(keys.availability),
    latency: keys.latency,
  })),
);

/** 99.9 % as 0.999, and not as the number next to it that dividing by 100 gives. */
function fraction(percent: number): number {
  return Number((percent / 100).toPrecision(15));
}
