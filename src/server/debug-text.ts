import type { Disclosure } from '../config/redact.ts';
import { renderModule } from '../config/render.ts';
import type { Diagnosis } from '../diagnosis/diagnose.ts';
import { changeLines } from '../engine/history/change-lines.ts';
import type { Changes } from '../engine/history/changes.ts';
import type { HistoryEntry } from '../engine/history/history.ts';
import { quotedWhereNeeded } from '../go-quote.ts';
import { formatLine, type LogFormat, type LogLevel } from '../log-line.ts';
import { exposition } from '../metrics/exposition.ts';
import { probeFamilies } from '../metrics/probe-families.ts';
import type { AppParts } from './app-parts.ts';
import { transcriptLines } from './transcript-lines.ts';

/** How a run is shown: its log lines, and its module. */
export interface DebugStyle {
  readonly level: LogLevel;
  readonly format: LogFormat;
  readonly disclosure: Disclosure;
}

/** How this server shows runs. */
export function debugStyle({ logger, options }: Pick<AppParts, 'logger' | 'options'>): DebugStyle {
  const { proberLevel, disclosure } = options;
  return { level: proberLevel, format: logger.format, disclosure };
}

/** What is shown of a run. */
type DebuggedRun = Pick<HistoryEntry, 'result' | 'module' | 'changes' | 'runId'> & {
  readonly diagnosis?: Pick<Diagnosis, 'verdict'> | undefined;
};

/**
 * Everything about one run as text: its log lines, its metrics and its module, and, where the reference has nothing, what
 * changed since the last success and what a diagnosis made of it.
 */
export function debugText(
  { result, module, changes, runId, diagnosis }: DebuggedRun,
  style: DebugStyle,
): string {
  const { level, format, disclosure } = style;
  const lines = transcriptLines(result, level).map((entry) => `${formatLine(entry, format)}\n`);
  const metrics = exposition(probeFamilies(result, module), 'allow-utf-8');
  const parts = [
    `Logs for the probe:\n${lines.join('')}`,
    `Metrics that would have been returned:\n${metrics}`,
    `Module configuration:\n${renderModule(module, result.target.hostname, disclosure)}`,
  ];
  if (changes !== undefined && disclosure !== 'exact') {
    parts.push(`Changes since the last success:\n${changesText(changes)}`);
  }
  if (diagnosis !== undefined && disclosure !== 'exact') {
    parts.push(`Diagnosis:\n${diagnosisText(diagnosis, runId)}`);
  }
  return parts.join('\n\n\n');
}

function changesText({ since, list }: Changes): string {
  const when = new Date(since.startedAtMs).toISOString();
  const lines = list.length === 0 ? ['nothing that was recorded'] : changeLines(list);
  return [`The last success was ${when}, run ${since.runId}.`, ...lines].map((line) => `${line}\n`).join('');
}

function diagnosisText(
  { verdict: { code, blame, sentence } }: Pick<Diagnosis, 'verdict'>,
  runId: string,
): string {
  return `${code} (${blame}): ${quotedWhereNeeded(sentence)}\nIts evidence is in /api/v1/results/${runId}.\n`;
}
