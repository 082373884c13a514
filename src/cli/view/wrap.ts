/**
 * Breaks a text into lines of at most `width` characters, at spaces where it can and inside a word where
 * it must. A width below 1 counts as 1; without a width the text stays one line.
 */
export function wrap(text: string, width: number | undefined): readonly string[] {
  if (width === undefined) return [text];
  const limit = Math.max(1, Math.floor(width));
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (lengthOf(longer) <= limit) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = cut(word, limit);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  lines.push(line);
  return lines;
}

/** A label and its value, for {@link labelled}. */
export interface Row {
  readonly label: string;
  readonly value: string;
  /** Colours the value, after it was broken into lines. */
  readonly paint?: (text: string) => string;
}

/**
 * Lines of labels and values in two columns, after `indent`; a value that does not fit goes on below itself.
 *
 * `columns` is the width of the whole line including the indent; absent, nothing is broken.
 */
export function labelled(rows: readonly Row[], indent: string, columns?: number): readonly string[] {
  const labelWidth = Math.max(0, ...rows.map(({ label }) => lengthOf(label)));
  const margin = lengthOf(indent) + labelWidth + 2;
  return rows.flatMap(({ label, value, paint }) =>
    wrap(value, columns === undefined ? undefined : columns - margin).map((line, index) => {
      const start = (index === 0 ? label : '').padEnd(labelWidth);
      return `${indent}${start}  ${paint === undefined ? line : paint(line)}`;
    }),
  );
}

function cut(word: string, width: number): readonly string[] {
  const characters = Array.from(word);
  const pieces: string[] = [];
  for (let start = 0; start < characters.length; start += width) {
    pieces.push(characters.slice(start, start + width).join(''));
  }
  return pieces;
}

/** Code points, not UTF-16 units. Wide characters count once: good enough for where lines break. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
