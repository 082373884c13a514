import { redactTarget } from '../config/redact-text.ts';
import type { ProbeResult } from '../engine/run.ts';
import { isAtLeast, type LogEntry, type LogLevel } from '../log-line.ts';

/** What a run wrote down, as log lines of at least `level`. */
export function transcriptLines(result: ProbeResult, level: LogLevel): readonly LogEntry[] {
  const { module, target, startedAtMs, transcript } = result;
  return transcript
    .filter((event) => isAtLeast(event.level, level))
    .map((event) => ({
      timeMs: startedAtMs + event.atMs,
      level: event.level,
      message: event.message,
      fields: { module, target: redactTarget(target.text), ...event.fields },
    }));
}
