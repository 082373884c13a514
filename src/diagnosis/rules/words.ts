/** `one of 4 addresses`, `2 of 4 addresses`, `all 4 addresses`, `the only address`. */
export function someOf(count: number, total: number, [singular, plural]: readonly [string, string]): string {
  if (total === 1) return `the only ${singular}`;
  if (count === total) return `all ${total} ${plural}`;
  return `${count === 1 ? 'one' : count} of ${total} ${plural}`;
}

export const addressWords = ['address', 'addresses'] as const;

/** At most this many are named in a sentence. */
const named = 4;

/** `a, b and c`; of many, the first and how many more. */
export function listed(items: readonly string[]): string {
  const shown = items.slice(0, named);
  const more = items.length - shown.length;
  const all = more > 0 ? [...shown, `${more} more`] : shown;
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`;
}

/** Milliseconds as people read them in a sentence: `80 ms`, `1.3 s`, `12 s`. */
export function span(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Seconds in the largest unit that fits, rounded down: `3 days`, `1 hour`. */
export function longSpan(seconds: number): string {
  const [unit, size] = units.find(([, each]) => seconds >= each) ?? units[3];
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** `host:port`, with brackets where they belong; the host alone where there is no port. */
export function place(host: string, port: number | undefined): string {
  if (port === undefined) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
