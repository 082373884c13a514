/** What a run's time limit is made of; see {@link resolveTimeoutMs}. */
export interface TimeoutSources {
  /** The scraper's own time-out as its header says; 0 when it said nothing. */
  readonly scrapeTimeoutSeconds: number;
  /** The module's `timeout`; 0 when it has none. */
  readonly moduleTimeoutMs: number;
  /** `--timeout-offset`: what the answer needs to get back to the scraper. */
  readonly offsetSeconds: number;
}

/** What a scraper that says nothing is taken to wait. */
const defaultScrapeTimeoutSeconds = 120;

/** The longest time that fits a count of nanoseconds in 64 bits. */
const longestSeconds = 2 ** 63 / 1e9;

/**
 * The time a run gets, in milliseconds: the scraper's time-out less the offset, or the module's when that is
 * shorter or when the offset left nothing.
 *
 * 0 or less means that there is no time and the run fails at once, as it does in blackbox_exporter; so does a
 * scrape time-out that is no length of time, such as NaN.
 */
export function resolveTimeoutMs({
  scrapeTimeoutSeconds,
  moduleTimeoutMs,
  offsetSeconds,
}: TimeoutSources): number {
  const scrape = scrapeTimeoutSeconds === 0 ? defaultScrapeTimeoutSeconds : scrapeTimeoutSeconds;
  const most = scrape - offsetSeconds;
  const moduleSeconds = moduleTimeoutMs / 1000;
  if ((moduleSeconds > 0 && moduleSeconds < most) || most < 0) return moduleTimeoutMs;
  if (Number.isNaN(most) || most >= longestSeconds) return 0;
  // Whole nanoseconds, so that 0.07 s stays 0.07 s on its way through milliseconds.
  return Math.round(most * 1e9) / 1e6;
}
