/** What Vantage counted of its starts up to some moment, or from one moment to another. */
export interface StartCounts {
  /** Runs that ended, by how late they started. Ascending; the last one is +Inf and counts the rest. */
  readonly lateness: readonly LatenessBucket[];
  /** Slots by cause. */
  readonly skipped: ReadonlyMap<string, number>;
}

export interface LatenessBucket {
  readonly upperBoundMs: number;
  /** Those in this bucket, not in the ones below. */
  readonly count: number;
}

/** Reads them out of the exporter's own metrics, in the text format. */
export function parseStartCounts(page: string): StartCounts {
  const bucketLines = page.matchAll(
    /^vantage_schedule_start_lateness_seconds_bucket\{.*?\ble="([^"]+)".*?\} (\S+)$/gmu,
  );
  const cumulated = [...bucketLines].map(([, le = '', count = '']) => ({
    upperBoundMs: le === '+Inf' ? Number.POSITIVE_INFINITY : Math.round(Number(le) * 1e6) / 1000,
    count: Number(count),
  }));
  const skippedLines = page.matchAll(/^vantage_schedule_skipped_total\{.*?\bcause="([^"]+)".*?\} (\S+)$/gmu);
  return {
    lateness: cumulated.map(({ upperBoundMs, count }, index) => ({
      upperBoundMs,
      count: count - (cumulated[index - 1]?.count ?? 0),
    })),
    skipped: new Map([...skippedLines].map(([, cause = '', slots = '']) => [cause, Number(slots)])),
  };
}

/** What was counted between the two. */
export function countsBetween(before: StartCounts, after: StartCounts): StartCounts {
  return combined(after, before, (last, first) => last - first);
}

/** All of these together; undefined of none. */
export function totalCounts(counts: readonly StartCounts[]): StartCounts | undefined {
  const [first, ...rest] = counts;
  return first && rest.reduce((sum, each) => combined(sum, each, (left, right) => left + right), first);
}

/** How many runs there were. */
export function runsOf({ lateness }: StartCounts): number {
  return lateness.reduce((sum, { count }) => sum + count, 0);
}

/**
 * Milliseconds that `fraction` of all starts are not later than, as if those of a bucket were spread evenly over it;
 * Infinity beyond the last bound, undefined without runs.
 */
export function latenessQuantileMs(counts: StartCounts, fraction: number): number | undefined {
  const runs = runsOf(counts);
  let below = 0;
  let lowerBoundMs = 0;
  for (const { upperBoundMs, count } of counts.lateness) {
    if (count > 0 && below + count >= fraction * runs) {
      return upperBoundMs === Number.POSITIVE_INFINITY
        ? upperBoundMs
        : lowerBoundMs + (upperBoundMs - lowerBoundMs) * ((fraction * runs - below) / count);
    }
    below += count;
    lowerBoundMs = upperBoundMs;
  }
  return undefined;
}

/** How many starts were later than `limitMs`, which is the bound of a bucket. */
export function laterThan({ lateness }: StartCounts, limitMs: number): number {
  return lateness.reduce((sum, { upperBoundMs, count }) => sum + (upperBoundMs > limitMs ? count : 0), 0);
}

function combined(
  left: StartCounts,
  right: StartCounts,
  join: (left: number, right: number) => number,
): StartCounts {
  return {
    lateness: left.lateness.map(({ upperBoundMs, count }, index) => ({
      upperBoundMs,
      count: join(count, right.lateness[index]?.count ?? 0),
    })),
    skipped: new Map(
      [...left.skipped].map(([cause, slots]) => [cause, join(slots, right.skipped.get(cause) ?? 0)]),
    ),
  };
}
