import type { Output } from '../terminal/io.ts';

/** Text is laid out for at least this width; a narrower terminal breaks the lines itself. */
const leastColumns = 60;

/** The width to lay text out for; none for a file or a pipe, where no text is broken. Asked anew it follows a resize. */
export function textColumns({ columns }: Output): { readonly columns?: number } {
  return columns === undefined ? {} : { columns: Math.max(leastColumns, columns) };
}
