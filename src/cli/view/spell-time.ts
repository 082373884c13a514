/** Milliseconds the way people read them: `0.25 ms`, `12.3 ms`, `132 ms`, `1.32 s`. */
export function spellTime(ms: number): string {
  if (ms >= 999.5) return `${(ms / 1000).toFixed(2)} s`;
  if (ms >= 99.95) return `${ms.toFixed(0)} ms`;
  return `${ms.toFixed(ms >= 9.995 ? 1 : 2)} ms`;
}
