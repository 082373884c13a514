import type { Severity } from './rule.ts';
import type { Objective } from './settings.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** The windows over which error ratios are recorded, the shortest first. */
export const recordedWindowsMs: readonly number[] = [
  5 * minuteMs,
  30 * minuteMs,
  hourMs,
  2 * hourMs,
  6 * hourMs,
  dayMs,
  3 * dayMs,
];

/** Over how long an error budget lasts. */
export const budgetWindowMs = 30 * dayMs;

/**
 * An alert of "The Site Reliability Workbook", chapter 5: it fires while the budget burns so many times too fast over
 * both windows. The short one ends it soon after the trouble has ended.
 */
export interface BurnRate {
  readonly factor: number;
  readonly longMs: number;
  readonly shortMs: number;
  readonly severity: Severity;
}

const burnRates: readonly BurnRate[] = [
  { factor: 14.4, longMs: hourMs, shortMs: 5 * minuteMs, severity: 'critical' },
  { factor: 6, longMs: 6 * hourMs, shortMs: 30 * minuteMs, severity: 'critical' },
  { factor: 3, longMs: dayMs, shortMs: 2 * hourMs, severity: 'warning' },
  { factor: 1, longMs: 3 * dayMs, shortMs: 6 * hourMs, severity: 'warning' },
];

export interface BurnAlert extends BurnRate {
  /** The error ratio above which it fires, below 1. */
  readonly threshold: number;
}

/**
 * The burn rates that can be told for an objective.
 *
 * A single failed run fires none: the threshold is at least what one and a half failed runs of one vantage point come to in the
 * long window. The short window holds three runs at least. Left out is what cannot be: a threshold that not even an
 * outage would exceed, as of an objective of 90 %, and a short window that is no shorter than the long one.
 */
export function burnAlerts({
  ratio,
  intervalMs,
}: Pick<Objective, 'ratio' | 'intervalMs'>): readonly BurnAlert[] {
  return burnRates.flatMap((rate) => {
    const { factor, longMs } = rate;
    const threshold = rounded(Math.max(factor * (1 - ratio), (1.5 * intervalMs) / longMs));
    const shortMs = recordedWindowsMs.find((windowMs) => windowMs >= Math.max(rate.shortMs, 3 * intervalMs));
    if (threshold >= 1 || shortMs === undefined || shortMs >= longMs) return [];
    return [{ ...rate, shortMs, threshold }];
  });
}

/** Without the noise that subtracting from 1 leaves in the last digits. */
export function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
