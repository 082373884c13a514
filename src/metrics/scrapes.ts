import { Counter, Gauge, type Registry } from 'prom-client';

/** The status codes with which the reference's metrics page can answer; 503 is one that ours never does. */
const statusCodes = ['200', '500', '503'] as const;

/** Requests of `/metrics`, under the names that the reference's HTTP handler gives them. */
export interface ScrapeMetrics {
  scrapeStarted(): void;
  /** Counts an answered request. */
  scrapeEnded(statusCode: 200 | 500): void;
}

/** Registers the counters of requests of `/metrics`. */
export function registerScrapeMetrics(registry: Registry): ScrapeMetrics {
  const registers = [registry];
  const inFlight = new Gauge({
    name: 'promhttp_metric_handler_requests_in_flight',
    help: 'Scrapes of this page that are being answered, this one included.',
    registers,
  });
  const answered = new Counter({
    name: 'promhttp_metric_handler_requests_total',
    help: 'Scrapes of this page that were answered, by status code.',
    labelNames: ['code'],
    registers,
  });
  for (const code of statusCodes) answered.inc({ code }, 0);
  return {
    scrapeStarted: () => inFlight.inc(),
    scrapeEnded(statusCode) {
      inFlight.dec();
      answered.inc({ code: String(statusCode) });
    },
  };
}
