import type { Disclosure } from '../config/redact.ts';
import { renderModule } from '../config/render.ts';
import type { HistoryEntry } from '../engine/history.ts';
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

/** Everything about one run as text: its log lines, its metrics and its module. */
export function debugText({ result, module }: HistoryEntry, style: DebugStyle): string {
  const { level, format, disclosure } = style;
  const lines = transcriptLines(result, level).map((entry) => `${formatLine(entry, format)}\n`);
  const metrics = exposition(probeFamilies(result, module), 'allow-utf-8');
  return [
    `Logs for the probe:\n${lines.join('')}`,
    `Metrics that would have been returned:\n${metrics}`,
    `Module configuration:\n${renderModule(module, result.target.hostname, disclosure)}`,
  ].join('\n\n\n');
}
