import { redactTarget } from '../config/redact-text.ts';
import type { ProbeResult } from '../engine/run.ts';
import { wordsOf } from '../engine/transcript-words.ts';
import { isAtLeast, type LogEntry, type LogLevel } from '../log-line.ts';

/** What a run wrote down, as log lines of at least `level`. */
export function transcriptLines(result: ProbeResult, level: LogLevel): readonly LogEntry[] {
  const { module, target, startedAtMs, transcript } = result;
  const about = { module, target: redactTarget(target.text) };
  const lines: LogEntry[] = [];
  for (const event of transcript) {
    const words = wordsOf(event);
    if (!isAtLeast(words.level, level)) continue;
    lines.push({ timeMs: startedAtMs + event.atMs, ...words, fields: { ...about, ...event.fields } });
  }
  return lines;
}
