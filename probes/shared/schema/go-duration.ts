/** Durations as Go writes them: `1m30s`, `1.5h`, `100ms` (package time, ParseDuration and String). */

const nanosecondsOf: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1000n],
  ['µs', 1000n],
  ['μs', 1000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

const unit = 'ns|us|µs|μs|ms|s|m|h';
const whole = new RegExp(`^(?:(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:${unit}))+$`);
const piece = new RegExp(`([0-9]*)(?:\\.([0-9]*))?(${unit})(?=[0-9.]|$)`, 'g');
const limit = 2n ** 63n;

/**
 * Parses a duration to milliseconds, with fractions down to the nanosecond. `undefined` when the text is no
 * duration or beyond ±292 years. A bare `0` is a duration, any other number without a unit is not.
 */
export function parseGoDuration(text: string): number | undefined {
  const negative = text.startsWith('-');
  const magnitude = text.replace(/^[-+]/, '');
  if (magnitude === '0') return 0;
  if (!whole.test(magnitude)) return undefined;
  let nanoseconds = 0n;
  for (const [, digits = '', fraction = '', unitName = ''] of magnitude.matchAll(piece)) {
    const scale = nanosecondsOf.get(unitName) ?? 1n;
    // What is finer than a nanosecond is dropped piece by piece; 18 digits are finer than that in any unit.
    const parts = BigInt(fraction.slice(0, 18).padEnd(18, '0'));
    nanoseconds += BigInt(`0${digits}`) * scale + (parts * scale) / 10n ** 18n;
  }
  if (nanoseconds > limit || (nanoseconds === limit && !negative)) return undefined;
  return Number(negative ? -nanoseconds : nanoseconds) / 1e6;
}

/** Prints milliseconds the way Go prints a duration: `1h0m0s`, `1.5s`, `100ms`, `0s`. */
export function formatGoDuration(durationMs: number): string {
  const nanoseconds = BigInt(Math.round(Math.abs(durationMs) * 1e6));
  if (nanoseconds === 0n) return '0s';
  const sign = durationMs < 0 ? '-' : '';
  if (nanoseconds < 1000n) return `${sign}${nanoseconds}ns`;
  if (nanoseconds < 1_000_000n) return `${sign}${decimal(nanoseconds, 3)}µs`;
  if (nanoseconds < 1_000_000_000n) return `${sign}${decimal(nanoseconds, 6)}ms`;
  const minutes = nanoseconds / 60_000_000_000n;
  const seconds = `${decimal(nanoseconds % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return `${sign}${seconds}`;
  if (minutes < 60n) return `${sign}${minutes}m${seconds}`;
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** `value` with a decimal point before its last `places` digits and no zeros at its end. */
function decimal(value: bigint, places: number): string {
  const scale = 10n ** BigInt(places);
  const fraction = (value % scale).toString().padStart(places, '0').replace(/0+$/, '');
  return fraction === '' ? `${value / scale}` : `${value / scale}.${fraction}`;
}
