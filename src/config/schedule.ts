import type { HttpClientOptions } from '../../probes/shared/http-client-options.ts';
import type { Module } from './module.ts';

/** Where this instance stands: the block `vantage`. Its labels are on every scheduled series. */
export interface VantagePoint {
  /** The label `vantage`; "" when the file gives none, and there is no such label. */
  readonly name: string;
  readonly labels: Labels;
}

export type Labels = Readonly<Record<string, string>>;

/** Targets with the labels they share, as Prometheus' service discovery has them. */
export interface TargetGroup {
  readonly targets: readonly string[];
  /** Without those that begin with `__`, but for {@link targetParameterLabels}. */
  readonly labels: Labels;
}

/** The labels beginning with `__` that say how a target is probed; all others of that kind are dropped. */
export const targetParameterLabels = ['__param_module', '__param_hostname', '__interval__'] as const;

/** What a schedule promises about its targets. Ratios are fractions of 1: 99.9 % is 0.999. */
export interface Slo {
  readonly availability?: number | undefined;
  readonly latency?: { readonly thresholdMs: number; readonly ratio: number } | undefined;
}

/** Files of target groups, JSON or YAML; the paths are absolute and may have globs (`/etc/targets.d/*.yml`). */
export interface FileSdConfig {
  readonly files: readonly string[];
  readonly refreshIntervalMs: number;
}

/** A URL that answers with target groups (Prometheus' HTTP SD). */
export interface HttpSdConfig {
  readonly url: string;
  readonly client: HttpClientOptions;
  readonly refreshIntervalMs: number;
}

/** Names whose records are targets. */
export interface DnsSdConfig {
  readonly names: readonly string[];
  readonly type: 'A' | 'AAAA' | 'SRV';
  /** Of A and AAAA, which have none of their own; absent: the address alone is the target. */
  readonly port?: number | undefined;
  readonly refreshIntervalMs: number;
}

/** One entry of `schedules`. */
export interface Schedule {
  readonly jobName: string;
  readonly module: Module;
  readonly intervalMs: number;
  /** How long a run may take; never longer than the interval. */
  readonly timeoutMs: number;
  readonly labels: Labels;
  /** Upper bounds of the histograms in seconds, ascending, without +Inf; the SLO's threshold is among them. */
  readonly buckets: readonly number[];
  readonly slo: Slo;
  /** How many runs may go to one destination host at a time; 1 at least. */
  readonly maxPerHost: number;
  readonly staticConfigs: readonly TargetGroup[];
  readonly fileSdConfigs: readonly FileSdConfig[];
  readonly httpSdConfigs: readonly HttpSdConfig[];
  readonly dnsSdConfigs: readonly DnsSdConfig[];
}
