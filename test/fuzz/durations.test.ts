import * as fc from 'fast-check';
import { expect } from 'vitest';
import { formatGoDuration, parseGoDuration } from '../../probes/shared/schema/go-duration.ts';
import { parseScheduleDuration } from '../../src/config/schedule-duration.ts';
import { fuzz } from './fuzzing.ts';

const longestMs = 2 ** 63 / 1e6;

const digits = fc.oneof(
  fc.nat(9999).map(String),
  fc.constantFrom('0', '00', '9'.repeat(40), '1.5', '.5', '5.', '.', '1e3'),
);
const units = fc.constantFrom('ns', 'us', 'µs', 'μs', 'ms', 's', 'm', 'h', 'd', 'w', 'y', 'M', '', ' ', '\n');
const nearly = fc
  .tuple(fc.constantFrom('', '', '-', '+', '--', ' '), fc.array(fc.tuple(digits, units), { maxLength: 5 }))
  .map(([sign, parts]) => sign + parts.flat().join(''));
const texts = fc.oneof(
  { weight: 8, arbitrary: nearly },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);

fuzz(
  'durations',
  fc.property(texts, fc.maxSafeInteger(), (text, nanoseconds) => {
    const goMs = parseGoDuration(text);
    const scheduleMs = parseScheduleDuration(text);
    // A text that Go reads as a duration means the same to a schedule.
    if (goMs !== undefined) expect(scheduleMs).toBe(goMs);
    // No number that is none, and none beyond what Go can hold, gets any further.
    if (scheduleMs !== undefined) expect(Math.abs(scheduleMs)).toBeLessThanOrEqual(longestMs);
    // What is printed reads back as what it was, to the nanosecond.
    const durationMs = nanoseconds / 1e6;
    expect(parseGoDuration(formatGoDuration(durationMs))).toBeCloseTo(durationMs, 5);
    if (goMs !== undefined && Math.abs(goMs) < Number.MAX_SAFE_INTEGER / 1e6) {
      expect(parseGoDuration(formatGoDuration(goMs))).toBeCloseTo(goMs, 5);
    }
  }),
);
