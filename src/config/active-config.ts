import { firstState, nextState, type ReadingOptions } from './config-state.ts';
import type { ConfigIssue } from './issue.ts';
import type { Config } from './module.ts';
import type { ReloadOutcome } from './reload-outcome.ts';

/** The configuration in force. */
export interface ActiveConfig {
  /** What is in force. A run keeps the configuration it started with. */
  current(): Config;
  /** The configuration files by name, and whether each was good when it was read last. */
  files(): ReadonlyMap<string, boolean>;
  /**
   * Loads the files again, after every attempt that was asked for before. A file that does not load stays in force as
   * it was; one with the content that is in force counts as loaded. Never rejects.
   */
  reload(): Promise<ReloadOutcome>;
}

export interface ActiveConfigOptions extends ReadingOptions {
  /** Told of every attempt, the first included. */
  readonly onLoaded?: (outcome: ReloadOutcome) => void;
}

export type OpenedConfig =
  | { readonly ok: true; readonly activeConfig: ActiveConfig; readonly warnings: readonly ConfigIssue[] }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/** Loads the configuration files for the first time; every one of them must load. */
export async function openActiveConfig(options: ActiveConfigOptions): Promise<OpenedConfig> {
  const first = await firstState(options);
  if (!first.ok) {
    options.onLoaded?.({ ...first, changed: false, warnings: [] });
    return first;
  }
  let { state } = first;
  let last: Promise<unknown> = Promise.resolve();
  options.onLoaded?.(state.outcome);

  async function reload(): Promise<ReloadOutcome> {
    state = await nextState(state, options);
    options.onLoaded?.(state.outcome);
    return state.outcome;
  }

  return {
    ok: true,
    warnings: state.outcome.warnings,
    activeConfig: {
      current: () => state.config,
      files: () => state.files,
      reload: () => {
        const outcome = last.then(reload, reload);
        last = outcome;
        return outcome;
      },
    },
  };
}
