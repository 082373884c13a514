import type { ProberDefinition, TargetPolicy } from '../../probes/contract.ts';
import type { ResolverOptions } from '../../probes/resolver/options.ts';
import type { AllowedParams } from './allowed-params.ts';
import type { RuleHost } from './policy/policy-options.ts';
import type { ConfigSource } from './read-yaml.ts';
import type { Schedule, VantagePoint } from './schedule.ts';
import type { ShownEntries } from './shown-value.ts';

/** A module of the configuration: a prober with its options. */
export interface Module {
  readonly name: string;
  readonly prober: ProberDefinition;
  /** The prober's own options, as its schema parsed them. */
  readonly options: unknown;
  /** The module's `timeout`; 0 or less means none was set. */
  readonly timeoutMs: number;
  /** The module's own resolver; absent when it uses that of this host. */
  readonly resolver?: ResolverOptions | undefined;
  /** How much of a body the transcript of each run has; absent, nothing. */
  readonly captureBodyBytes?: number | undefined;
  /** Whom the module may speak to; absent when the policy of the whole configuration counts. */
  readonly targetPolicy?: TargetPolicy | undefined;
  /** The hosts that the module's credentials are for: it has no other targets. Absent when it may have any. */
  readonly credentialsFor?: readonly RuleHost[] | undefined;
  /** The parameters that a request may have, and what they may be. Absent when nothing was said of them. */
  readonly allowParams?: AllowedParams | undefined;
  /** The option blocks as they may be shown, one for every prober; empty for a module that no file wrote. */
  readonly shown: ShownEntries;
}

/**
 * A module that loads, as in blackbox_exporter's releases, but has no prober that exists: every probe of it is
 * answered with `Unknown prober "…"`.
 */
export interface ProberlessModule {
  readonly name: string;
  /** As written; "" when nothing was. */
  readonly proberName: string;
  readonly timeoutMs: number;
  readonly shown: ShownEntries;
}

/** Everything that the configuration files say. */
export interface Config {
  readonly modules: ReadonlyMap<string, Module>;
  readonly proberlessModules: ReadonlyMap<string, ProberlessModule>;
  readonly vantage: VantagePoint;
  /** Whom probes may speak to; absent when no file says. */
  readonly targetPolicy?: TargetPolicy | undefined;
  /** In the order of the files. */
  readonly schedules: readonly Schedule[];
  /** The blocks `vantage`, `target_policy` and `schedules` as they may be shown, those that some file has. */
  readonly shownSchedules: ShownEntries;
  /** The files that it was read from, with the very content that is in force. */
  readonly sources: readonly ConfigSource[];
}
