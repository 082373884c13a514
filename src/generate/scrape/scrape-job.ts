import type { Labels, VantagePoint } from '../../config/schedule.ts';
import type { Instance } from './instance.ts';

/**
 * Who probes, and whence Prometheus knows the targets: with `metrics` Vantage probes on its schedules and Prometheus reads
 * the results; with the others Prometheus probes through `/probe`, targets as the configuration has them, or as an
 * instance tells them on `/api/v1/http_sd`.
 */
export const scrapeForms = ['metrics', 'probe', 'http_sd'] as const;

export type ScrapeForm = (typeof scrapeForms)[number];

export interface ScrapeOptions {
  readonly form: ScrapeForm;
  /** At least one. */
  readonly instances: readonly Instance[];
  /** The job by which Prometheus scrapes the instances themselves. */
  readonly scrapeJob: string;
}

/** A job of `scrape_configs`, in Prometheus' own words. */
export type ScrapeJob = Readonly<Record<string, unknown>>;

export type ScrapeConfig =
  | { readonly ok: true; readonly jobs: readonly ScrapeJob[] }
  /** What cannot be said in this form, and what to do. */
  | { readonly ok: false; readonly problem: string };

/** The labels of an instance's own metrics: its vantage point's name, and more where that is the one of the configuration. */
export function pointLabelsOf({ vantage }: Instance, vantagePoint: VantagePoint): Labels {
  if (vantage === '') return {};
  const more = vantage === vantagePoint.name ? vantagePoint.labels : {};
  return { vantage, ...more };
}
