import type { Output } from './io.ts';

/** A picture on a terminal that takes the place of the one before. */
export interface Screen {
  draw(text: string): void;
  /** Takes the picture away, and leaves the cursor where it began. */
  clear(): void;
}

/** Where a terminal does not say how many lines it has. */
const usualRows = 24;

/** A screen on a terminal; `undefined` for a file or a pipe. What does not fit is left out, because it would scroll. */
export function screenOn(output: Output): Screen | undefined {
  if (output.columns === undefined) return undefined;
  let height = 0;
  const clear = (): void => {
    // ECMA-48: up so many lines (CPL), then erase to the end of the page (ED).
    if (height > 0) output.write(`\u001b[${height}F\u001b[0J`);
    height = 0;
  };
  return {
    draw(text) {
      clear();
      const lines = text
        .trimEnd()
        .split('\n')
        .slice(0, (output.rows ?? usualRows) - 1);
      output.write(`${lines.join('\n')}\n`);
      height = lines.length;
    },
    clear,
  };
}
