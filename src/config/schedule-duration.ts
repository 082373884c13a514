import type { z } from 'zod';
import { parseGoDuration } from '../../probes/shared/schema/go-duration.ts';
import { quoted, scalar } from '../../probes/shared/schema/values.ts';

// Each unit once at most, the larger ones first, whole numbers only (Prometheus, package model, ParseDuration).
const prometheusDuration =
  /^(?:(?<years>\d+)y)?(?:(?<weeks>\d+)w)?(?:(?<days>\d+)d)?(?:(?<hours>\d+)h)?(?:(?<minutes>\d+)m)?(?:(?<seconds>\d+)s)?(?:(?<milliseconds>\d+)ms)?$/;
const msOf: ReadonlyMap<string, number> = new Map([
  ['years', 365 * 86_400_000],
  ['weeks', 7 * 86_400_000],
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
  ['seconds', 1000],
  ['milliseconds', 1],
]);

/**
 * A duration as Prometheus writes them, `1d12h`, or as Go does, `1.5h`, in milliseconds; `undefined` for any
 * other text and for what is more than 292 years.
 */
export function parseScheduleDuration(text: string): number | undefined {
  const goDurationMs = parseGoDuration(text);
  if (goDurationMs !== undefined) return goDurationMs;
  const groups = text === '' ? undefined : prometheusDuration.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const durationMs = [...msOf].reduce((sum, [unit, ms]) => sum + Number(groups[unit] ?? 0) * ms, 0);
  return durationMs <= 2 ** 63 / 1e6 ? durationMs : undefined;
}

/** Reads a duration of more than 0, in milliseconds. */
export const scheduleDurationMs: z.ZodType<number> = scalar(
  'a duration such as 30s',
  ({ text }, refuse) => {
    const durationMs = parseScheduleDuration(text);
    if (durationMs === undefined) {
      return refuse(`must be a duration with its unit, such as 30s, 5m or 1d, not ${quoted(text)}`);
    }
    return durationMs > 0 ? durationMs : refuse(`must be more than 0, not ${quoted(text)}`);
  },
  { kind: 'long duration' },
);
