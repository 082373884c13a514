import { Gauge, type Registry } from 'prom-client';

/** How full the history is. */
export interface HistoryHealth {
  /** Shows this history from now on. */
  watchHistory(history: { readonly size: number; readonly bytes: number }): void;
}

/** Registers the metrics of the history of runs. */
export function registerHistoryHealth(registry: Registry): HistoryHealth {
  let watched: { readonly size: number; readonly bytes: number } = { size: 0, bytes: 0 };
  const runs: Gauge = new Gauge({
    name: 'vantage_history_runs',
    help: 'Runs that the history has.',
    registers: [registry],
    collect: () => runs.set(watched.size),
  });
  const bytes: Gauge = new Gauge({
    name: 'vantage_history_bytes',
    help: 'How much memory the history takes, about; --history.max-bytes is the limit.',
    registers: [registry],
    collect: () => bytes.set(watched.bytes),
  });
  return {
    watchHistory(history) {
      watched = history;
    },
  };
}
