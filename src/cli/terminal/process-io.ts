import type { WriteStream } from 'node:tty';
import type { CliIo, Output } from './io.ts';

/** For terminals that do not know their own size. */
const usualColumns = 80;
const usualRows = 24;

/** The contact of a command with its real process. */
export function processIo(process: NodeJS.Process): CliIo {
  const { stdout, stderr } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough (`vantage probe ... | head -1`) is no error: the rest is not printed, and what would
    // go on for ever ends. Node.js ignores the system's own signal and has only this error.
    if (error.code === 'EPIPE') {
      process.emit('SIGPIPE', 'SIGPIPE');
      return;
    }
    stderr.write(`vantage: error: cannot write the output: ${error.message}\n`);
    process.exit(2);
  });
  // There is nowhere left to say that nothing can be said.
  stderr.on('error', () => {});
  return {
    stdout: outputOf(stdout),
    stderr: outputOf(stderr),
    env: process.env,
    onSignal(signal, listener) {
      process.on(signal, listener);
      return () => process.off(signal, listener);
    },
    exitNow(code) {
      process.exit(code);
    },
  };
}

/** The size is asked for anew each time, because a terminal may be resized. */
function outputOf(stream: WriteStream): Output {
  const write = (text: string): void => void stream.write(text);
  if (!stream.isTTY) {
    return {
      write,
      get pendingBytes() {
        return stream.writableLength;
      },
    };
  }
  return {
    write,
    get columns() {
      return stream.columns > 0 ? stream.columns : usualColumns;
    },
    get rows() {
      return stream.rows > 0 ? stream.rows : usualRows;
    },
  };
}
