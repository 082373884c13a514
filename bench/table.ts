/** A table in Markdown that is also one to the eye: the first column to the left, all others to the right. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((_, column) =>
    Math.max(3, ...[header, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => pad(cells[column] ?? '', { width, column })).join(' | ')} |\n`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [header, rule, ...rows].map(line).join('');
}

function pad(cell: string, { width, column }: { readonly width: number; readonly column: number }): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
