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
  /** How many lines were not written because those before were not taken. */
  lostLines(): number;
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
  /** How many bytes wait for whoever reads the log; absent where none ever do. */
  readonly pendingBytes?: () => number;
}

/**
 * How much of the log may wait for its reader: what is beyond that is lost, as a pipe that nobody reads must neither
 * stop the probes nor fill the memory.
 */
const maxPendingBytes = 1024 * 1024;

/** A logger that writes lines of at least `level`; a `write` that throws loses its line and nothing else. */
export function createLogger({
  level: threshold,
  format,
  clock,
  write,
  pendingBytes = () => 0,
}: LoggerOptions): Logger {
  let lost = 0;
  let untold = 0;
  const writeEntry = (entry: LogEntry): void => {
    try {
      if (pendingBytes() > maxPendingBytes) {
        lost += 1;
        untold += 1;
        return;
      }
      if (untold > 0) {
        const fields = { lines: untold };
        untold = 0;
        const message = 'Lines of the log were lost: whoever reads it was too slow';
        write(`${formatLine({ timeMs: clock.wallMs(), level: 'warn', message, fields }, format)}\n`);
      }
      write(`${formatLine(hideSecretsIn(entry), format)}\n`);
    } catch {
      // There is nowhere left to report it.
    }
  };
  return {
    format,
    lostLines: () => lost,
    log(level, message, fields = {}) {
      if (isAtLeast(level, threshold)) writeEntry({ timeMs: clock.wallMs(), level, message, fields });
    },
    write: writeEntry,
  };
}
