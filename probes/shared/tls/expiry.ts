/** Go's zero time, 0001-01-01T00:00:00Z, in Unix seconds: what is reported when there is no date. */
export const noDateSeconds = -62_135_596_800;

/** The earliest of these dates, in Unix seconds; those that are {@link noDateSeconds} do not count. */
export function earliestExpiry(notAfterSeconds: readonly number[]): number {
  const dates = notAfterSeconds.filter((seconds) => seconds !== noDateSeconds);
  return dates.length === 0 ? noDateSeconds : Math.min(...dates);
}
