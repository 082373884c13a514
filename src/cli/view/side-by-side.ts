import { wrap } from './wrap.ts';

/** A cell of a table; several lines where it does not fit. */
export interface Cell {
  readonly text: string;
  /** Colours the text, after it was broken into lines. */
  readonly paint?: ((text: string) => string) | undefined;
}

/** A row: what it is about, and a cell for each column. */
export interface TableRow {
  readonly label: string;
  readonly cells: readonly Cell[];
}

const gap = '  ';
/** A column is never made narrower than this. */
const leastWidth = 16;

/**
 * A table whose columns stand side by side, as many as fit; further ones stand in a block of their own below, with the
 * labels again. Without `columns` all of them fit. The first row is the heading.
 */
export function sideBySide(rows: readonly TableRow[], indent: string, columns?: number): readonly string[] {
  const count = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const labelWidth = Math.max(0, ...rows.map(({ label }) => label.length));
  const room = columns === undefined ? undefined : columns - indent.length - labelWidth;
  const atATime = room === undefined ? count : Math.max(1, Math.floor(room / (leastWidth + gap.length)));
  const blocks = Math.ceil(count / Math.max(1, atATime));
  // Blocks of one size look better than a full one and a rest.
  const size = Math.ceil(count / Math.max(1, blocks));
  return Array.from({ length: blocks }, (_, block) => {
    const part = rows.map(({ label, cells }) => ({
      label,
      cells: cells.slice(block * size, (block + 1) * size),
    }));
    const lines = blockLines(part, { indent, labelWidth, room, size });
    return block === 0 ? lines : ['', ...lines];
  }).flat();
}

interface Layout {
  readonly indent: string;
  readonly labelWidth: number;
  readonly room: number | undefined;
  readonly size: number;
}

function blockLines(
  rows: readonly TableRow[],
  { indent, labelWidth, room, size }: Layout,
): readonly string[] {
  const most = room === undefined ? undefined : Math.max(leastWidth, Math.floor(room / size) - gap.length);
  const widths = Array.from({ length: size }, (_, column) => {
    const wanted = Math.max(0, ...rows.map(({ cells }) => lengthOf(cells[column]?.text ?? '')));
    return most === undefined ? wanted : Math.min(most, wanted);
  });
  return rows.flatMap(({ label, cells }) => {
    const broken = cells.map(({ text, paint }, column) => ({ lines: wrap(text, widths[column]), paint }));
    const height = Math.max(1, ...broken.map(({ lines }) => lines.length));
    return Array.from({ length: height }, (_, line) => {
      const parts = broken.map(({ lines, paint = asItIs }, column) => {
        const text = lines[line] ?? '';
        return gap + paint(text) + ' '.repeat(Math.max(0, (widths[column] ?? 0) - lengthOf(text)));
      });
      return `${indent}${(line === 0 ? label : '').padEnd(labelWidth)}${parts.join('')}`.trimEnd();
    });
  });
}

function asItIs(text: string): string {
  return text;
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
