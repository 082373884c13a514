import { redactTarget } from '../../config/redact-text.ts';
import type { ProbeResult } from '../../engine/run.ts';
import type { ScheduledTarget } from '../../engine/scheduled-target.ts';
import type { Paint } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';

/** A target with the result of its one run. */
export interface Checked {
  readonly target: ScheduledTarget;
  readonly result: ProbeResult;
}

/** A line for each target in columns, those that failed at the end with their reasons, and how many there were. */
export function checkTable(checked: readonly Checked[], paint: Paint): string {
  const rows = checked.map(rowOf);
  const ordered = [...rows.filter(({ ok }) => ok), ...rows.filter(({ ok }) => !ok)];
  const widths = [0, 1, 2].map((column) =>
    Math.max(0, ...rows.map(({ cells }) => (cells[column] ?? '').length)),
  );
  const lines = ordered.map(({ ok, cells: [job = '', target = '', time = ''], why }) => {
    const word = ok ? paint.good('OK  ') : paint.bad('FAIL');
    const [jobWidth = 0, targetWidth = 0, timeWidth = 0] = widths;
    const columns = [word, job.padEnd(jobWidth), target.padEnd(targetWidth), time.padStart(timeWidth), why];
    return columns.join('  ').trimEnd();
  });
  const failed = rows.filter(({ ok }) => !ok).length;
  const summary = `${rows.length - failed} of ${rows.length} are up${failed === 0 ? '' : `, ${failed} failed`}`;
  return `${[...lines, '', summary].join('\n')}\n`;
}

interface Row {
  readonly ok: boolean;
  readonly cells: readonly string[];
  readonly why: string;
}

function rowOf({ target: { jobName, target }, result: { outcome, durationMs } }: Checked): Row {
  const time = `${durationMs.toFixed(1)} ms`;
  const hostname = target.hostname === undefined ? '' : ` (${target.hostname})`;
  const cells = [printable(jobName), printable(`${redactTarget(target.text)}${hostname}`), time];
  if (outcome.ok) return { ok: true, cells, why: '' };
  const { reason, blame, detail } = outcome.failure;
  return { ok: false, cells, why: `${reason} (${blame}): ${printable(detail)}` };
}
