import { Counter, type Registry } from 'prom-client';

/** Whether the log is read. */
export interface LogHealth {
  /** Shows this log from now on. */
  watchLog(log: { lostLines(): number }): void;
}

/** Registers the metrics of the log. */
export function registerLogHealth(registry: Registry): LogHealth {
  let watched = { lostLines: () => 0 };
  const lost: Counter = new Counter({
    name: 'vantage_log_lines_lost_total',
    help: 'Lines of the log that were not written because nobody read those before.',
    registers: [registry],
    collect() {
      lost.reset();
      lost.inc(watched.lostLines());
    },
  });
  return {
    watchLog(log) {
      watched = log;
    },
  };
}
