import { redactTarget } from '../../config/redact-text.ts';
import type { Report } from '../output/formats.ts';
import type { CheckedRun } from '../report/checked-run.ts';
import { failsByWarning } from '../report/standing.ts';
import type { Paint } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';

/** A line for each target in columns, those that failed at the end with their reasons, and how many there were. */
export function checkTable({ runs, failOn }: Pick<Report, 'runs' | 'failOn'>, paint: Paint): string {
  const rows = runs.map((run) => rowOf(run, failsByWarning(run, failOn)));
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
  /** Of a failure its reason, else what is worth a warning. */
  readonly why: string;
}

function rowOf(
  { job, result: { target, outcome, durationMs }, warnings }: CheckedRun,
  failsAnyway: boolean,
): Row {
  const time = `${durationMs.toFixed(1)} ms`;
  const hostname = target.hostname === undefined ? '' : ` (${target.hostname})`;
  const cells = [printable(job ?? ''), printable(`${redactTarget(target.text)}${hostname}`), time];
  const said = warnings.map(({ detail }) => printable(detail)).join('; ');
  if (outcome.ok) return { ok: !failsAnyway, cells, why: said === '' ? '' : `warning: ${said}` };
  const { reason, blame, detail } = outcome.failure;
  return { ok: false, cells, why: `${reason} (${blame}): ${printable(detail)}` };
}
