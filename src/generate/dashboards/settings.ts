/** What dashboards depend on. */
export interface DashboardSettings {
  /** The labels by which targets can be put together: `vendor`, `tier`, `job`. */
  readonly groupLabels: readonly [string, ...(readonly string[])];
  /** The labels by which vantage points can be: `vantage`, `region`. */
  readonly pointLabels: readonly [string, ...(readonly string[])];
  /** The job by which Prometheus scrapes the vantage points. */
  readonly scrapeJob: string;
}
