import type { Slo } from '../../config/schedule.ts';

/** What rules depend on. */
export interface RuleSettings {
  /** The jobs whose targets are watched; none, and it is those of all `probe_success`. */
  readonly jobs: readonly string[];
  readonly objectives: readonly Objective[];
  /** The labels that tell vantage points apart: `vantage` and what the points have beside it. */
  readonly pointLabels: readonly string[];
  /** From how many vantage points a target has to be down to be down everywhere; absent, from more than half. */
  readonly quorum?: number | undefined;
  /** The job by which Prometheus scrapes the vantage points. */
  readonly scrapeJob: string;
  /** Where the runbooks are, without a slash at the end. */
  readonly runbooks: string;
}

/** What is promised of the targets of one job. */
export interface Objective {
  readonly job: string;
  readonly slo: keyof Slo;
  /** A fraction of 1. */
  readonly ratio: number;
  /** The longest interval in which one of the targets is probed. */
  readonly intervalMs: number;
}
