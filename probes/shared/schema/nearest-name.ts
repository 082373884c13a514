/**
 * The name that `written` was probably meant to be, or `undefined` when none is close: at most one mistake
 * in three characters, where a mistake is a character too much, too few, wrong, or swapped with the next.
 */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(written.length / 3));
  let nearest: string | undefined;
  let least = allowed + 1;
  for (const name of names) {
    // The difference of the lengths is a lower bound; a long text is not worth measuring.
    if (Math.abs(name.length - written.length) >= least) continue;
    const mistakes = editDistance(written.toLowerCase(), name.toLowerCase());
    if (mistakes < least) [nearest, least] = [name, mistakes];
  }
  return nearest;
}

/** Optimal string alignment distance, row by row. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length] ?? 0;
}
