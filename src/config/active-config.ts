import { createHash } from 'node:crypto';
import type { ProberDefinition } from '../../probes/contract.ts';
import type { ConfigIssue } from './issue.ts';
import { parseConfig } from './load.ts';
import type { Config } from './module.ts';
import { readConfigFile } from './read-file.ts';

/** What came of one attempt to load the file. */
export type ReloadOutcome =
  | {
      readonly ok: true;
      /** False when the file was the one that is loaded already, and nothing was parsed. */
      readonly changed: boolean;
      readonly warnings: readonly ConfigIssue[];
    }
  | Refused;

interface Refused {
  readonly ok: false;
  readonly issues: readonly ConfigIssue[];
}

interface Loaded {
  readonly ok: true;
  readonly config: Config;
  readonly warnings: readonly ConfigIssue[];
  readonly sha256: string;
}

/** The configuration in force. */
export interface ActiveConfig {
  /** The last configuration that loaded. A run keeps the one it started with. */
  current(): Config;
  /**
   * Loads the file again, after every attempt that was asked for before. A file that does not load leaves
   * the configuration as it is; one with the content that is in force counts as loaded. Never rejects.
   */
  reload(): Promise<ReloadOutcome>;
}

export interface ActiveConfigOptions {
  readonly path: string;
  readonly probers: ReadonlyMap<string, ProberDefinition>;
  /** Told of every attempt, the first included. */
  readonly onLoaded?: (outcome: ReloadOutcome) => void;
}

export type OpenedConfig =
  | { readonly ok: true; readonly activeConfig: ActiveConfig; readonly warnings: readonly ConfigIssue[] }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/** Loads the configuration file for the first time; the file must load. */
export async function openActiveConfig(options: ActiveConfigOptions): Promise<OpenedConfig> {
  const first = await load(options);
  if (!first.ok) return announce(first, options);
  announce(outcomeOf(first, true), options);
  let loaded = first;
  let last: Promise<unknown> = Promise.resolve();

  async function reload(): Promise<ReloadOutcome> {
    const next = await load(options, loaded);
    if (!next.ok) return announce(next, options);
    const changed = next !== loaded;
    loaded = next;
    return announce(outcomeOf(next, changed), options);
  }

  return {
    ok: true,
    warnings: first.warnings,
    activeConfig: {
      current: () => loaded.config,
      reload: () => {
        const outcome = last.then(reload, reload);
        last = outcome;
        return outcome;
      },
    },
  };
}

/** Loads the file, or gives `previous` back when the content is still the same. */
async function load(options: ActiveConfigOptions, previous?: Loaded): Promise<Loaded | Refused> {
  const file = await readConfigFile(options.path);
  if (!file.ok) return { ok: false, issues: [file.issue] };
  const sha256 = createHash('sha256').update(file.bytes).digest('hex');
  if (sha256 === previous?.sha256) return previous;
  const result = parseConfig({ text: file.bytes, fileName: options.path }, options.probers);
  return result.ok ? { ...result, sha256 } : result;
}

function outcomeOf({ warnings }: Loaded, changed: boolean): ReloadOutcome {
  return { ok: true, changed, warnings };
}

function announce<Outcome extends ReloadOutcome>(
  outcome: Outcome,
  { onLoaded }: ActiveConfigOptions,
): Outcome {
  onLoaded?.(outcome);
  return outcome;
}
