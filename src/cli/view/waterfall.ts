import type { PhaseDurations, PhaseName } from '../../../probes/contract.ts';

/** The order in which phases happen, whatever the prober. */
const order = [
  'resolve',
  'setup',
  'authorize',
  'connect',
  'proxy',
  'tls',
  'request',
  'rtt',
  'processing',
  'transfer',
  'check',
] as const satisfies readonly PhaseName[];

const indent = '  ';
const longestBar = 60;

/** A run's time: its phases and the whole. Milliseconds. */
export interface Timing {
  readonly phases: PhaseDurations;
  readonly totalMs: number;
}

/**
 * One line a phase, in the order they happened, each bar starting where the one before it ended, and a last
 * line for the whole run. All bars share one scale, which fits `columns`; a bar is never shorter than one
 * cell. What no phase covers is the room left at the end of the last bar.
 */
export function waterfall({ phases, totalMs }: Timing, columns: number): readonly string[] {
  const steps: { name: string; startMs: number; durationMs: number }[] = [];
  let elapsedMs = 0;
  for (const name of order) {
    const durationMs = phases[name];
    if (durationMs === undefined) continue;
    steps.push({ name, startMs: elapsedMs, durationMs });
    elapsedMs += durationMs;
  }
  steps.push({ name: 'total', startMs: 0, durationMs: totalMs });

  const scaleMs = Math.max(totalMs, elapsedMs);
  const nameWidth = Math.max(...steps.map(({ name }) => name.length));
  const times = steps.map(({ durationMs }) => `${durationMs.toFixed(1)} ms`);
  const timeWidth = Math.max(...times.map((time) => time.length));
  const cells = Math.min(longestBar, Math.max(1, columns - indent.length - nameWidth - timeWidth - 4));
  return steps.map(({ name, startMs, durationMs }, index) => {
    const time = (times[index] ?? '').padStart(timeWidth);
    const bar = drawBar(startMs / scaleMs, durationMs / scaleMs, cells);
    return `${indent}${name.padEnd(nameWidth)}  ${time}  ${bar}`.trimEnd();
  });
}

/** `start` and `length` are fractions of `cells`; NaN (a run that took no time at all) draws nothing. */
function drawBar(start: number, length: number, cells: number): string {
  if (!Number.isFinite(start) || !Number.isFinite(length)) return '';
  const from = Math.min(cells - 1, Math.round(start * cells));
  const to = Math.min(cells, Math.max(from + 1, Math.round((start + length) * cells)));
  return ' '.repeat(from) + '█'.repeat(to - from);
}
