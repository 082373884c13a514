import type { Output } from './io.ts';

/** Tells how far a long command has got, on one line that is written again and again. */
export interface Progress {
  /** One more is done. */
  step(): void;
  /** Takes the line away. */
  end(): void;
}

/** Progress towards `total` on a terminal; elsewhere nobody watches. */
export function progressOn(output: Output, total: number): Progress {
  if (output.columns === undefined) return { step: () => {}, end: () => {} };
  let done = 0;
  const clearLine = '\r\u001b[K';
  return {
    step() {
      done += 1;
      output.write(`${clearLine}${done} of ${total} checked`);
    },
    end: () => output.write(clearLine),
  };
}
