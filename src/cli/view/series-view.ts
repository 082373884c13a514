import { redactTarget } from '../../config/redact-text.ts';
import { changeLines } from '../../engine/history/change-lines.ts';
import type { CheckedRun } from '../report/checked-run.ts';
import { spreadOf, type Tally } from '../report/tally.ts';
import { printable } from '../terminal/printable.ts';
import { failedMark, sparkline } from './sparkline.ts';
import { spellTime } from './spell-time.ts';
import { butWarnings, type TextStyle } from './text-view.ts';
import { colourOf, verdictWord } from './verdict-word.ts';
import { labelled, type Row, wrap } from './wrap.ts';

/** Where nothing says how wide the output is. */
const usualColumns = 80;
const indent = '  ';
/** More things that changed are not shown. */
const mostChanges = 8;

/**
 * Several runs of one target for people, ending in a line break: the verdict, the statistics, the times as a sparkline,
 * and how often each reason made a run fail. Nothing for no run.
 */
export function seriesView(tally: Tally, style: TextStyle): string {
  const { last, runs, failed } = tally;
  if (last === undefined) return '';
  const { paint, columns } = style;
  const target = printable(redactTarget(last.result.target.text));
  const spread = spreadOf(tally);
  const mean = spread === undefined ? '' : `, ${spellTime(spread.meanMs)} on average`;
  const but = butWarnings(last, style.failOn);
  const isGood = failed === 0 && but === '';
  const word = isGood ? 'OK' : 'FAIL';
  const verdict = `${word} ${target} ${runs - failed} of ${runs} runs succeeded${mean}${but}`;
  const colour = isGood ? paint.good : paint.bad;
  const [first = '', ...rest] = wrap(verdict, columns === undefined ? undefined : columns - indent.length);
  const lines = [colour(word) + first.slice(word.length), ...rest.map((line) => indent + line)];
  return `${[...lines, '', ...labelled(rowsOf(tally, columns ?? usualColumns), indent, columns)].join('\n')}\n`;
}

function rowsOf(tally: Tally, columns: number): readonly Row[] {
  const { runs, failed, timesMs, reasons, lastFailure } = tally;
  const spread = spreadOf(tally);
  const loss = `${((failed / runs) * 100).toFixed(failed === 0 || failed === runs ? 0 : 1)}%`;
  const rows: Row[] = [{ label: 'runs', value: `${runs}, ${failed} failed (${loss})` }];
  if (spread !== undefined) {
    const { minMs, meanMs, p95Ms, maxMs, deviationMs } = spread;
    const parts = [
      `min ${spellTime(minMs)}`,
      `mean ${spellTime(meanMs)}`,
      `p95 ${spellTime(p95Ms)}`,
      `max ${spellTime(maxMs)}`,
      `deviation ${spellTime(deviationMs)}`,
    ];
    rows.push({ label: 'time', value: parts.join(', ') });
  }
  const legend = failed > 0 ? ` (${failedMark} failed)` : '';
  const width = Math.max(10, columns - indent.length - 'failure'.length - 2 - legend.length);
  rows.push({ label: 'trend', value: `${sparkline(timesMs, Math.min(width, 120))}${legend}` });
  for (const [reason, count] of reasons) rows.push({ label: 'failure', value: `${count} × ${reason}` });
  const outcome = lastFailure?.result.outcome;
  if (outcome?.ok === false) {
    rows.push({ label: 'last', value: `${printable(outcome.failure.detail)} (${outcome.failure.blame})` });
  }
  const changed = linesOf(lastFailure);
  for (const line of changed.slice(0, mostChanges)) rows.push({ label: 'changed', value: line });
  if (changed.length > mostChanges) {
    rows.push({ label: 'changed', value: `and ${changed.length - mostChanges} more: see --output=json` });
  }
  return rows;
}

/** What changed from the last success to a failure, a harmless line each. */
function linesOf(run: Pick<CheckedRun, 'changes'> | undefined): readonly string[] {
  return changeLines(run?.changes?.list ?? []).map(printable);
}

/** One run of several in one line, as they end; `isFirst` when the one before it was none or a success. */
export function runLine(
  run: CheckedRun,
  { paint, isFirst }: Pick<TextStyle, 'paint'> & { readonly isFirst: boolean },
): string {
  const { result } = run;
  const { outcome, durationMs, startedAtMs, target } = result;
  const time = new Date(startedAtMs).toISOString();
  const where = printable(redactTarget(target.text));
  if (outcome.ok)
    return `${time} ${paint.good('OK')}   ${where} ${spellTime(outcome.phases.rtt ?? durationMs)}\n`;
  const { reason, blame, detail } = outcome.failure;
  const changed = isFirst ? linesOf(run).slice(0, mostChanges) : [];
  const since = changed.length === 0 ? '' : `; changed: ${changed.join('; ')}`;
  const word = verdictWord(outcome);
  return `${time} ${colourOf(word, paint)(word)} ${where} ${reason} (${blame}): ${printable(detail)}${since}\n`;
}
