import { parseGoDuration } from '../../probes/shared/schema/go-duration.ts';

const dayMs = 24 * 60 * 60 * 1000;
const largeUnitsMs = { y: 365 * dayMs, w: 7 * dayMs, d: dayMs };

/** What Prometheus has beyond Go's units, from large to small: years of 365 days, weeks and days. */
const prometheusDuration = /^(?:(?<y>\d+)y)?(?:(?<w>\d+)w)?(?:(?<d>\d+)d)?(?<rest>(?![-+]).*)$/;

/**
 * Parses a duration in the form of Prometheus (`1d12h`, `30s`) or of Go (`1.5m`) to milliseconds; `undefined` when it
 * is neither, or is not above 0.
 */
export function parseInterval(text: string): number | undefined {
  const { y = '', w = '', d = '', rest = '' } = prometheusDuration.exec(text)?.groups ?? {};
  const largeMs = Number(y) * largeUnitsMs.y + Number(w) * largeUnitsMs.w + Number(d) * largeUnitsMs.d;
  const restMs = rest === '' && text !== '' ? 0 : parseGoDuration(rest);
  const durationMs = restMs === undefined ? 0 : largeMs + restMs;
  return Number.isFinite(durationMs) && durationMs > 0 ? durationMs : undefined;
}
