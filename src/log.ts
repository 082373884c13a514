import type { Clock } from '../probes/contract.ts';
import { hideSecretsIn } from './engine/hide-in.ts';
import {
  formatLine,
  isAtLeast,
  type LogEntry,
  type LogFields,
  type LogFormat,
  type LogLevel,
} from './log-line.ts';

/** Where the program says what it does, without the secrets that it knows. Nothing here ever throws. */
export interface Logger {
  /** The form of the lines, for views that show lines of their own. */
  readonly format: LogFormat;
  /** Writes one line, stamped now, if `level` is wanted. */
  log(level: LogLevel, message: string, fields?: LogFields): void;
  /** Writes one line as it is, whatever its level: for callers with a threshold of their own. */
  write(entry: LogEntry): void;
}

/** What a logger is made of. */
export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  readonly clock: Clock;
  /** Takes a whole line with its line break. */
  readonly write: (line: string) => void;
}

/** A logger that writes lines of at least `level`; a `write` that throws loses its line and nothing else. */
export function createLogger({ level: threshold, format, clock, write }: LoggerOptions): Logger {
  const writeEntry = (entry: LogEntry): void => {
    try {
      write(`${formatLine(hideSecretsIn(entry), format)}\n`);
    } catch {
      // There is nowhere left to report it.
    }
  };
  return {
    format,
    log(level, message, fields = {}) {
      if (isAtLeast(level, threshold)) writeEntry({ timeMs: clock.wallMs(), level, message, fields });
    },
    write: writeEntry,
  };
}
