import { renderModule } from '../config/render.ts';
import type { HistoryEntry } from '../engine/history.ts';
import { formatLine, type LogFormat, type LogLevel } from '../log-line.ts';
import { exposition } from '../metrics/exposition.ts';
import { probeFamilies } from '../metrics/probe-families.ts';
import { transcriptLines } from './transcript-lines.ts';

/** How the lines of a run are shown. */
export interface DebugStyle {
  readonly level: LogLevel;
  readonly format: LogFormat;
}

/** Everything about one run as text: its log lines, its metrics and its module. */
export function debugText({ result, module }: HistoryEntry, { level, format }: DebugStyle): string {
  const lines = transcriptLines(result, level).map((entry) => `${formatLine(entry, format)}\n`);
  const metrics = exposition(probeFamilies(result, module), 'allow-utf-8');
  return [
    `Logs for the probe:\n${lines.join('')}`,
    `Metrics that would have been returned:\n${metrics}`,
    `Module configuration:\n${renderModule(module, result.target.hostname)}`,
  ].join('\n\n\n');
}
