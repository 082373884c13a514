/**
 * Unix seconds as ISO 8601 in UTC without a fraction, `2026-03-01T12:00:00Z`; `undefined` for a number that
 * is no date (a certificate may claim anything).
 */
export function isoTime(seconds: number): string | undefined {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return undefined;
  return date.toISOString().replace(/\.\d+Z$/u, 'Z');
}
