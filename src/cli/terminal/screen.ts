import type { Output } from './io.ts';

/** A picture on a terminal that takes the place of the one before. */
export interface Screen {
  draw(text: string): void;
  /** Puts the last text in the place of the picture, whole: it stays when the command has ended. */
  end(text: string): void;
}

/** Where a terminal does not say how many lines it has. */
const usualRows = 24;

/** ECMA-48: erase to the end of the line (EL), and to the end of the page (ED). */
const endLine = '\u001b[K';
const endPage = '\u001b[J';

/**
 * A screen on a terminal; `undefined` for a file or a pipe. What does not fit is left out, because it would scroll, and
 * counted.
 *
 * Lines are written over those before. To erase the page first would flicker, and terminals such as tmux keep what is
 * erased from the top on: each picture would stay behind above the last one.
 */
export function screenOn(output: Output): Screen | undefined {
  if (output.columns === undefined) return undefined;
  let shown: readonly string[] = [];
  const toTop = (): string => {
    const height = heightOf(shown, output.columns);
    return height === 0 ? '' : `\u001b[${height}F`;
  };
  const put = (lines: readonly string[]): void => {
    output.write(`${toTop()}${lines.map((line) => `${line}${endLine}\n`).join('')}${endPage}`);
    shown = lines;
  };
  return {
    draw: (text) => put(fitting(linesOf(text), (output.rows ?? usualRows) - 1)),
    end: (text) => put(linesOf(text)),
  };
}

function linesOf(text: string): readonly string[] {
  const whole = text.trimEnd();
  return whole === '' ? [] : whole.split('\n');
}

function fitting(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  const kept = Math.max(0, rows - 1);
  return [...lines.slice(0, kept), `… ${lines.length - kept} lines more than this terminal has`];
}

/** How many lines the picture takes now: a terminal that became narrower breaks those that are too long. */
function heightOf(lines: readonly string[], columns = 1): number {
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
}

function widthOf(line: string): number {
  return Array.from(line.replaceAll(/\u001b\[[0-9;]*m/gu, '')).length;
}
