/**
 * Unix seconds as ISO 8601 in UTC without a fraction, `2026-03-01T12:00:00Z`; `undefined` for a number that
 * is no date (a certificate may claim anything).
 */
export function isoTime(seconds: number): string | undefined {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return undefined;
  return date.toISOString().replace(/\.\d+Z$/u, 'Z');
}

const secondsPerDay = 86_400;

/** How far away an expiry is, in whole days: `34 days left`, `expired 12 days ago`. */
export function daysLeft(expirySeconds: number, nowSeconds: number): string {
  const seconds = expirySeconds - nowSeconds;
  const days = Math.floor(Math.abs(seconds) / secondsPerDay);
  const amount = days === 0 ? 'less than a day' : `${days} ${days === 1 ? 'day' : 'days'}`;
  return seconds < 0 ? `expired ${amount} ago` : `${amount} left`;
}
