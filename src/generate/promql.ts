import { RE2JS } from 're2js';

/** A string literal of PromQL. JSON's escapes are among those of Go, which PromQL reads. */
export function promqlString(text: string): string {
  return JSON.stringify(text);
}

/** The matcher that a label has exactly one of these values. */
export function oneOfMatcher(label: string, values: readonly string[]): string {
  const [first = '', ...others] = values;
  return others.length === 0
    ? `${label}=${promqlString(first)}`
    : `${label}=~${promqlString(values.map((value) => RE2JS.quote(value)).join('|'))}`;
}

/** Matchers in their braces; nothing when there are none. */
export function braces(matchers: readonly string[]): string {
  return matchers.length === 0 ? '' : `{${matchers.join(', ')}}`;
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** A duration of whole seconds as PromQL writes it, in the largest unit that it is a multiple of. */
export function promqlDuration(durationMs: number): string {
  const [unit, unitMs] = units.find(([, ms]) => durationMs % ms === 0) ?? ['ms', 1];
  return `${durationMs / unitMs}${unit}`;
}
