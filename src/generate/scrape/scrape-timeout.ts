/** What is taken off the scrape time-out by default, for the way back: `--timeout-offset`. */
const timeoutOffsetMs = 500;

/** How long Prometheus has to wait for a probe that may take as long as on its schedule; never longer than the interval. */
export function scrapeTimeoutMs({
  intervalMs,
  timeoutMs,
}: {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}): number {
  return Math.min(intervalMs, timeoutMs + timeoutOffsetMs);
}
