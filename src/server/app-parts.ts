import type { Config } from '../config/module.ts';
import type { Disclosure } from '../config/redact.ts';
import type { AlertDiagnoses } from '../diagnosis/alerts/alert-diagnoses.ts';
import type { Diagnosis } from '../diagnosis/diagnose.ts';
import type { LimitedDiagnosis } from '../diagnosis/limited.ts';
import type { DiagnosisStore } from '../diagnosis/store.ts';
import type { ProbeHistory } from '../engine/history/history.ts';
import type { RunProbe } from '../engine/run.ts';
import type { ScheduledTarget } from '../engine/scheduled-target.ts';
import type { Logger } from '../log.ts';
import type { LogLevel } from '../log-line.ts';
import type { ScheduledSeries } from '../metrics/scheduled/series.ts';
import type { SelfMetrics } from '../metrics/self.ts';
import type { TokenCheck } from './bearer-token.ts';
import type { Request, Response } from './messages.ts';
import type { ProbeSlots } from './probe-slots.ts';

/** The configuration in force, and the way to have it read again. */
export interface ConfigSource {
  current(): Config;
  reload(): Promise<ReloadOutcome>;
}

export type ReloadOutcome =
  | { readonly ok: true }
  /** `error` is one text for people, without secrets; it may have several lines. */
  | { readonly ok: false; readonly error: string };

/** What the command line says about the HTTP interface. */
export interface AppOptions {
  /** Where everything is served: `/`, or `/x/y/` with a slash at both ends. */
  readonly routePrefix: string;
  /** Where `/` leads when the prefix is another. */
  readonly externalUrl: string;
  /** `--timeout-offset`. */
  readonly timeoutOffsetSeconds: number;
  /** `--log.prober`: the lowest level of the runs' lines, in the log and in debug output. */
  readonly proberLevel: LogLevel;
  /** What `/config` and debug output show of modules. */
  readonly disclosure: Disclosure;
}

/** Everything the routes work with. */
export interface AppParts {
  readonly activeConfig: ConfigSource;
  readonly run: RunProbe;
  readonly probeSlots: ProbeSlots;
  /** Makes the ids of runs; see {@link createRunIds}. */
  readonly nextRunId: () => string;
  readonly logger: Logger;
  readonly history: ProbeHistory;
  /** Of runs that the history has, or had. */
  readonly diagnoses: Pick<DiagnosisStore, 'of'>;
  /** Absent: nobody may ask for one. */
  readonly diagnose?: LimitedDiagnosis | undefined;
  readonly alertDiagnoses: AlertDiagnoses;
  /** A diagnosis as people read it, in lines of at most 120 columns. */
  readonly diagnosisText: (diagnosis: Diagnosis) => string;
  /** Of those who may tell of alerts without a password; absent: nobody. */
  readonly alertToken?: TokenCheck | undefined;
  readonly selfMetrics: SelfMetrics;
  readonly scheduledSeries: ScheduledSeries;
  /** What this instance probes on its schedules now. */
  readonly scheduledTargets: () => readonly ScheduledTarget[];
  readonly options: AppOptions;
}

/** One request with the means to answer it. */
export interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly query: ReadonlyMap<string, string>;
  /** As it was sent, for parameters that may be repeated. */
  readonly rawQuery: string;
}

/** Answers the requests of one path. */
export type Route = (exchange: Exchange, parts: AppParts) => void | Promise<void>;
