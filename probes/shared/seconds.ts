/**
 * Milliseconds as seconds, to the nanosecond.
 *
 * Differences of a floating-point clock end in digits that were never measured: 0.235456 ms would be shown as
 * 0.00023545599999988553 s.
 */
export function secondsOf(durationMs: number): number {
  return Math.round(durationMs * 1e6) / 1e9;
}
