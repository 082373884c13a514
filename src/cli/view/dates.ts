const secondsPerDay = 86_400;

/** How far away an expiry is, in whole days: `34 days left`, `expired 12 days ago`. */
export function daysLeft(expirySeconds: number, nowSeconds: number): string {
  const seconds = expirySeconds - nowSeconds;
  const days = Math.floor(Math.abs(seconds) / secondsPerDay);
  const amount = days === 0 ? 'less than a day' : `${days} ${days === 1 ? 'day' : 'days'}`;
  return seconds < 0 ? `expired ${amount} ago` : `${amount} left`;
}
