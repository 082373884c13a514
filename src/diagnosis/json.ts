import type { Diagnosis } from './diagnose.ts';

/**
 * A diagnosis as plain JSON, a promise to scripts: `verdict` with `code`, `blame` and `sentence`, and `evidence` as
 * {@link Diagnosis} has it, with names in snake_case. Durations are seconds, times ISO 8601 in UTC; what was not found
 * out is missing.
 */
export function diagnosisJson({ verdict, evidence }: Diagnosis): Readonly<Record<string, unknown>> {
  return { verdict: { ...verdict }, evidence: plain(evidence) };
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => member(name, inner)));
}

function member(name: string, value: unknown): readonly [string, unknown] {
  if (name === 'phases' && typeof value === 'object' && value !== null) {
    return [name, Object.fromEntries(Object.entries(value).map(([phase, ms]) => [phase, secondsOf(ms)]))];
  }
  if (typeof value === 'number' && name.endsWith('AtMs')) {
    return [snake(name.slice(0, -'Ms'.length)), new Date(value).toISOString()];
  }
  if (typeof value === 'number' && name.endsWith('Ms')) {
    return [`${snake(name.slice(0, -'Ms'.length))}_seconds`, secondsOf(value)];
  }
  if (typeof value === 'number' && name.endsWith('Seconds')) {
    return [`${snake(name.slice(0, -'Seconds'.length))}_at`, isoOf(value)];
  }
  return [snake(name), plain(value)];
}

/** To the nanosecond: what floating point adds beyond is noise. */
function secondsOf(ms: unknown): unknown {
  return typeof ms === 'number' ? Math.round(ms * 1e6) / 1e9 : ms;
}

/** A date that JavaScript cannot hold, as a certificate may have one, stays the number of seconds. */
function isoOf(seconds: number): string | number {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? seconds : date.toISOString();
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
}
