const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
/** What stands for a run that failed. */
export const failedMark = '×';

/**
 * The last `cells` times as bars of one scale, the longest time of all as the highest; `undefined` is a failure.
 *
 * The scale begins at 0, so that a small change looks small.
 */
export function sparkline(times: readonly (number | undefined)[], cells: number): string {
  const shown = times.slice(-Math.max(1, cells));
  const longest = Math.max(0, ...shown.filter((time) => time !== undefined));
  return shown.map((time) => (time === undefined ? failedMark : barOf(time, longest))).join('');
}

function barOf(time: number, longest: number): string {
  const step = longest > 0 ? Math.ceil((time / longest) * bars.length) - 1 : 0;
  return bars[Math.max(0, step)] ?? bars[0];
}
