import type { ProberDefinition } from '../../probes/contract.ts';
import type { ShownEntries } from './shown-value.ts';

/** A module of the configuration: a prober with its options. */
export interface Module {
  readonly name: string;
  readonly prober: ProberDefinition;
  /** The prober's own options, as its schema parsed them. */
  readonly options: unknown;
  /** The module's `timeout`; 0 or less means none was set. */
  readonly timeoutMs: number;
  /** The option blocks as they may be shown, one for every prober; empty for a module that no file wrote. */
  readonly shown: ShownEntries;
}

/** Everything a configuration file says. */
export interface Config {
  readonly modules: ReadonlyMap<string, Module>;
  /**
   * The names of modules written as null. They load, as in blackbox_exporter, and have no prober: a probe of
   * one is answered with `Unknown prober ""`.
   */
  readonly emptyModules: ReadonlySet<string>;
}
