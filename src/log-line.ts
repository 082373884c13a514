import type { EventValue, TranscriptLevel } from '../probes/transcript.ts';
import { goQuote } from './go-quote.ts';
import { withoutHarm } from './harmless-json.ts';

/** The levels of a log line, as `--log.level` takes them. */
export type LogLevel = TranscriptLevel;

export type LogFormat = 'logfmt' | 'json';

/** In logfmt a list is one text, its items divided by commas. */
export type LogFields = Readonly<Record<string, EventValue>>;

/** One line of the log. */
export interface LogEntry {
  /** Unix milliseconds. */
  readonly timeMs: number;
  readonly level: LogLevel;
  /** A fixed sentence; whatever varies is in `fields`. */
  readonly message: string;
  readonly fields: LogFields;
}

const ranks: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Whether a line of `level` is wanted where `threshold` is the lowest level wanted. */
export function isAtLeast(level: LogLevel, threshold: LogLevel): boolean {
  return ranks[level] >= ranks[threshold];
}

/**
 * The entry as one line without its line break: `time=… level=INFO msg=… key=value`, quoted where Go's slog
 * quotes, or the same as a JSON object. No control character passes unescaped.
 */
export function formatLine(entry: LogEntry, format: LogFormat): string {
  return format === 'json' ? jsonLine(entry) : logfmtLine(entry);
}

function timestamp(timeMs: number): string {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? String(timeMs) : date.toISOString();
}

function logfmtLine({ timeMs, level, message, fields }: LogEntry): string {
  let line = `time=${timestamp(timeMs)} level=${level.toUpperCase()} msg=${quoted(message)}`;
  for (const [name, value] of Object.entries(fields)) line += ` ${quoted(name)}=${quoted(String(value))}`;
  return line;
}

/** What slog leaves bare: anything that prints but blanks, `=` and `"`; a backslash alone is no reason. */
const bare = /^(?:(?![="\uFFFD])[\p{L}\p{M}\p{N}\p{P}\p{S}])+$/u;

function quoted(text: string): string {
  return bare.test(text) ? text : goQuote(text);
}

function jsonLine({ timeMs, level, message, fields }: LogEntry): string {
  const own = { time: timestamp(timeMs), level: level.toUpperCase(), msg: message };
  // Spread twice: first for their place at the front, then so that no field of that name replaces them.
  const line = JSON.stringify({ ...own, ...fields, ...own }, (_name, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  return withoutHarm(line);
}
