import { redactTarget } from '../../config/redact-text.ts';
import type { Report } from '../output/formats.ts';
import type { CheckedRun } from '../report/checked-run.ts';
import { exitCodeOf, exitCodes, failsByWarning } from '../report/standing.ts';
import type { Paint } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';
import { colourOf, type VerdictWord, verdictWord } from '../view/verdict-word.ts';
import { wrap } from '../view/wrap.ts';

/** How the table is laid out. */
export interface TableStyle {
  readonly paint: Paint;
  /** Width of the terminal; absent for a file or a pipe, where every target has one line. */
  readonly columns?: number;
}

/** Longer tables end with the verdict as well: their first line is out of sight. */
const longTable = 20;
const gap = '  ';
/** A target is given no fewer characters than this. */
const leastTarget = 20;

/**
 * The verdict, then a line for each target in columns, those that failed at the end with their reasons. Where a reason has
 * no room behind its target it stands below.
 */
export function checkTable(report: CheckedReport, style: TableStyle): string {
  const { runs, failOn } = report;
  const rows = runs.map((run) => rowOf(run, failsByWarning(run, failOn)));
  const ordered = [...rows.filter(({ word }) => word === 'OK'), ...rows.filter(({ word }) => word !== 'OK')];
  const widths = widthsOf(rows, style);
  const { word, said } = verdictOf(report, style.paint);
  return `${[
    `${word} ${said}`,
    ...(rows.length === 0 ? [] : ['']),
    ...ordered.flatMap((row) => rowLines(row, widths, style)),
    ...(rows.length > longTable ? ['', said] : []),
  ].join('\n')}\n`;
}

type CheckedReport = Pick<Report, 'runs' | 'failOn' | 'problems'>;

/** As the exit code has it: what is down counts before what could not be found out. */
function verdictOf({ runs, failOn, problems }: CheckedReport, paint: Paint) {
  const words = runs.map((run) => wordOf(run, failsByWarning(run, failOn)));
  const count = (wanted: VerdictWord): number => words.filter((each) => each === wanted).length;
  const parts = [
    `${count('OK')} of ${runs.length} are up`,
    ...(count('FAIL') === 0 ? [] : [`${count('FAIL')} failed`]),
    ...(count('UNKNOWN') === 0 ? [] : [`${count('UNKNOWN')} unknown`]),
    ...(problems.length === 0 ? [] : ['not everything could be done']),
  ];
  const code = exitCodeOf(runs, failOn);
  const isUnknown = code === exitCodes.unknown || (code === exitCodes.ok && problems.length > 0);
  const word = isUnknown
    ? paint.warn('UNKNOWN')
    : code === exitCodes.ok
      ? paint.good('OK')
      : paint.bad('FAIL');
  return { word, said: parts.join(', ') };
}

interface Widths {
  readonly word: number;
  readonly job: number;
  readonly target: number;
  readonly time: number;
}

function widthsOf(rows: readonly Row[], { columns }: TableStyle): Widths {
  const widest = (text: (row: Row) => string): number => Math.max(0, ...rows.map((row) => text(row).length));
  const whole = {
    word: Math.max(
      'FAIL'.length,
      widest(({ word }) => word),
    ),
    job: widest(({ job }) => job),
    target: widest(({ target }) => target),
    time: widest(({ time }) => time),
  };
  if (columns === undefined) return whole;
  const room = columns - whole.word - whole.time - 3 * gap.length;
  const job = Math.min(whole.job, Math.max(1, room - leastTarget));
  return { ...whole, job, target: Math.min(whole.target, Math.max(1, room - job)) };
}

function rowLines(
  { word, job, target, time, why }: Row,
  widths: Widths,
  { paint, columns }: TableStyle,
): readonly string[] {
  const jobs = wrap(job, columns === undefined ? undefined : widths.job);
  const targets = wrap(target, columns === undefined ? undefined : widths.target);
  const height = Math.max(jobs.length, targets.length);
  const lines = Array.from({ length: height }, (_, line) => {
    const cells = [(jobs[line] ?? '').padEnd(widths.job), (targets[line] ?? '').padEnd(widths.target)];
    const [first, last] =
      line === 0
        ? [colourOf(word, paint)(word.padEnd(widths.word)), time.padStart(widths.time)]
        : [' '.repeat(widths.word), ''];
    return [first, ...cells, last].join(gap).trimEnd();
  });
  if (why === '') return lines;
  const used = widths.word + widths.job + widths.target + widths.time + 4 * gap.length;
  if (columns === undefined || (height === 1 && used + why.length <= columns)) {
    return [`${lines[0] ?? ''}${gap}${why}`, ...lines.slice(1)];
  }
  const indent = ' '.repeat(widths.word + gap.length);
  return [...lines, ...wrap(why, columns - indent.length).map((line) => indent + line)];
}

interface Row {
  readonly word: VerdictWord;
  readonly job: string;
  readonly target: string;
  readonly time: string;
  /** Of a failure its reason, else what is worth a warning. */
  readonly why: string;
}

function rowOf({ job = '', result, warnings }: CheckedRun, failsAnyway: boolean): Row {
  const { target, outcome, durationMs } = result;
  const hostname = target.hostname === undefined ? '' : ` (${target.hostname})`;
  const cells = {
    job: printable(job),
    target: printable(`${redactTarget(target.text)}${hostname}`),
    time: `${durationMs.toFixed(1)} ms`,
  };
  const word = wordOf({ result }, failsAnyway);
  const said = warnings.map(({ detail }) => printable(detail)).join('; ');
  if (outcome.ok) return { word, ...cells, why: said === '' ? '' : `warning: ${said}` };
  const { reason, blame, detail } = outcome.failure;
  return { word, ...cells, why: `${reason} (${blame}): ${printable(detail)}` };
}

function wordOf({ result }: Pick<CheckedRun, 'result'>, failsAnyway: boolean): VerdictWord {
  return failsAnyway ? 'FAIL' : verdictWord(result.outcome);
}
