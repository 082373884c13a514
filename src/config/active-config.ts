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
  /** Absent when the file could not be read. */
  readonly sha256?: string;
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

/** A configuration file as it was read. */
export interface ConfigFileContent {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface ActiveConfigOptions {
  readonly path: string;
  readonly probers: ReadonlyMap<string, ProberDefinition>;
  /**
   * Looks at a changed file before it is parsed here, where parsing would hold up everything else; the issues
   * that it finds refuse the file. Not asked for the first load, which holds up nothing.
   */
  readonly checkChanged?: (file: ConfigFileContent) => Promise<readonly ConfigIssue[]>;
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
  let refused: Refused | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function reload(): Promise<ReloadOutcome> {
    const next = await load(options, [loaded, refused]);
    if (!next.ok) {
      refused = next;
      return announce(next, options);
    }
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

/** Loads the file, or gives back the earlier attempt that had the same content. */
async function load(
  options: ActiveConfigOptions,
  earlier: readonly (Loaded | Refused | undefined)[] = [],
): Promise<Loaded | Refused> {
  const file = await readConfigFile(options.path);
  if (!file.ok) return { ok: false, issues: [file.issue] };
  const sha256 = createHash('sha256').update(file.bytes).digest('hex');
  const same = earlier.find((attempt) => attempt?.sha256 === sha256);
  if (same !== undefined) return same;
  if (earlier.length > 0) {
    const issues = await options.checkChanged?.({ path: options.path, bytes: file.bytes });
    if (issues !== undefined && issues.length > 0) return { ok: false, issues, sha256 };
  }
  const result = parseConfig({ text: file.bytes, fileName: options.path }, options.probers);
  return { ...result, sha256 };
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
