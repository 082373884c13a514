import type { CliIo } from './io.ts';

/** Tells how far a long command has got, on one line that is written again and again. */
export interface Progress {
  /** Says something else from now on. */
  say(text: string): void;
  /** Takes the line away. */
  end(): void;
}

/** Whoever waits longer than this wants to know what for. */
const afterMs = 1000;
const clearLine = '\r\u001b[K';

/**
 * A line on a terminal, from a second on after the start, written anew at each change and each second with the seconds
 * that have passed. Elsewhere, and where `CI` is set, nobody watches, and nothing is written.
 */
export function progressOn({ stderr: output, env }: Pick<CliIo, 'stderr' | 'env'>, text: string): Progress {
  if (output.columns === undefined || (env['CI'] ?? '') !== '') return { say: () => {}, end: () => {} };
  const { columns } = output;
  let said = text;
  let seconds = 0;
  const draw = (): void => {
    const line = `${said}, ${seconds} s`;
    output.write(`${clearLine}${line.slice(0, Math.max(1, columns - 1))}`);
  };
  const timer = setInterval(() => {
    seconds += 1;
    draw();
  }, afterMs);
  return {
    say(next) {
      said = next;
      if (seconds > 0) draw();
    },
    end() {
      clearInterval(timer);
      if (seconds > 0) output.write(clearLine);
    },
  };
}
