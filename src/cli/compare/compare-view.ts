import { redactTarget } from '../../config/redact-text.ts';
import type { Paint } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';
import { type Cell, sideBySide, type TableRow } from '../view/side-by-side.ts';
import { spellTime } from '../view/spell-time.ts';
import { labelled, type Row, wrap } from '../view/wrap.ts';
import type { PointAnswer } from './ask-point.ts';
import { type Facts, factsOf, metricsOf } from './facts.ts';
import { compareExitCode, type Opinion, opinionOf, verdictOf } from './opinion.ts';

/** How the answers are shown. */
export interface CompareStyle {
  readonly paint: Paint;
  /** Width of the terminal; absent for a file or a pipe, where no text is broken. */
  readonly columns?: number;
}

const indent = '  ';
const longestBar = 40;
const words: Readonly<Record<Opinion, string>> = {
  up: 'OK',
  down: 'FAIL',
  unusable: 'FAIL',
  unknown: 'UNKNOWN',
};

/**
 * The answers for people, ending in a line break: the verdict, why it is down from where it is, what each vantage point
 * saw side by side, and the times to one scale. A row whose values differ has the mark ≠.
 */
export function compareView(target: string, answers: readonly PointAnswer[], style: CompareStyle): string {
  const sections = [
    verdictLines(target, answers, style),
    whySection(answers, style),
    tableSection(answers, style),
    timeSection(answers, style),
  ].filter((lines) => lines.length > 0);
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function verdictLines(
  target: string,
  answers: readonly PointAnswer[],
  { paint, columns }: CompareStyle,
): readonly string[] {
  const code = compareExitCode(answers);
  const opinion = code === 0 ? 'up' : code === 3 ? 'unknown' : 'down';
  const word = words[opinion];
  const said = printable(`${word} ${redactTarget(target)} ${verdictOf(answers)}`);
  const [first = '', ...rest] = wrap(said, columns === undefined ? undefined : columns - indent.length);
  return [colourOf(opinion, paint)(word) + first.slice(word.length), ...rest.map((line) => indent + line)];
}

/** A sentence for each vantage point that did not find the target up. */
function whySection(answers: readonly PointAnswer[], { columns }: CompareStyle): readonly string[] {
  const rows = answers.flatMap((answer): readonly Row[] => {
    const label = printable(answer.point.name);
    if (!answer.asked) return [{ label, value: printable(`could not be asked: ${answer.problem}`) }];
    const { success, failure } = answer.run;
    if (success || failure === undefined) return [];
    const where = `in the phase ${failure.phase}`;
    return [
      { label, value: printable(`${where}: ${failure.detail ?? `${failure.reason} (${failure.blame})`}`) },
    ];
  });
  return labelled(rows, indent, columns);
}

function tableSection(answers: readonly PointAnswer[], { paint, columns }: CompareStyle): readonly string[] {
  if (!answers.some(({ asked }) => asked)) return [];
  const runs = answers.map((answer) => (answer.asked ? answer.run : undefined));
  const heading = row(
    '',
    answers.map(({ point }) => point.name),
    paint.faint,
  );
  const verdict: TableRow = {
    label: '  verdict',
    cells: answers.map((answer): Cell => {
      const opinion = opinionOf(answer);
      return { text: words[opinion], paint: colourOf(opinion, paint) };
    }),
  };
  const reasons = runs.map((run) =>
    run?.failure === undefined ? '' : `${run.failure.reason} (${run.failure.blame})`,
  );
  const why = reasons.some((reason) => reason !== '') ? [row('  failure', reasons)] : [];
  const facts = comparison(
    runs.map((run) => (run === undefined ? undefined : factsOf(run))),
    'all',
  );
  const metrics = comparison(
    runs.map((run) => (run === undefined ? undefined : metricsOf(run))),
    'different',
  );
  const phases = new Set(runs.flatMap((run) => [...(run?.phases.keys() ?? [])]));
  const times = [...phases].map((phase) =>
    row(
      `  ${phase}`,
      runs.map((run) => time(run?.phases.get(phase))),
    ),
  );
  const rows = [
    heading,
    verdict,
    ...why,
    ...facts,
    ...times,
    row(
      '  total',
      runs.map((run) => time(run?.durationMs)),
    ),
  ];
  const isDifferent = [...facts, ...metrics].some(({ label }) => label.startsWith('≠'));
  return [
    ...sideBySide([...rows, ...metrics], indent, columns),
    ...(isDifferent ? ['', `${indent}≠ is not the same everywhere`] : []),
  ];
}

/** The rows for facts of which each is known somewhere; only those that differ, if that is wanted. */
function comparison(all: readonly (Facts | undefined)[], which: 'all' | 'different'): readonly TableRow[] {
  const labels = new Set(all.flatMap((facts) => [...(facts?.keys() ?? [])]));
  return [...labels].flatMap((label) => {
    const values = all.map((facts) => facts?.get(label));
    const known = new Set(values.filter((value) => value !== undefined));
    if (known.size < 2 && which === 'different') return [];
    return [
      row(
        `${known.size > 1 ? '≠' : ' '} ${label}`,
        values.map((value) => value ?? ''),
      ),
    ];
  });
}

/** Who was slow, at a glance: bars of one scale. */
function timeSection(answers: readonly PointAnswer[], { columns = 80 }: CompareStyle): readonly string[] {
  const times = answers.flatMap(({ point, ...answer }) =>
    answer.asked ? [{ label: printable(point.name), ms: answer.run.durationMs }] : [],
  );
  if (times.length < 2) return [];
  const longestMs = Math.max(...times.map(({ ms }) => ms));
  const labelWidth = Math.max(...times.map(({ label }) => label.length));
  const spelled = times.map(({ ms }) => spellTime(ms));
  const timeWidth = Math.max(...spelled.map(({ length }) => length));
  const room = Math.max(4, Math.min(longestBar, columns - indent.length - labelWidth - timeWidth - 5));
  return times.map(({ label, ms }, index) => {
    const bar = '█'.repeat(Math.max(1, longestMs > 0 ? Math.round((ms / longestMs) * room) : 1));
    return `${indent}${label.padEnd(labelWidth)}  ${(spelled[index] ?? '').padStart(timeWidth)}  ${bar}`;
  });
}

function row(label: string, texts: readonly string[], paint?: Cell['paint']): TableRow {
  return { label: printable(label), cells: texts.map((text) => ({ text: printable(text), paint })) };
}

function time(ms: number | undefined): string {
  return ms === undefined ? '' : spellTime(ms);
}

function colourOf(opinion: Opinion, paint: Paint): (text: string) => string {
  if (opinion === 'up') return paint.good;
  return opinion === 'unknown' ? paint.warn : paint.bad;
}
