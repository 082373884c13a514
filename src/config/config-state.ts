import type { ProberDefinition } from '../../probes/contract.ts';
import { listConfigFiles, type PathListing } from './config-paths.ts';
import { type Attempt, attemptFile, type ConfigFileContent, firstAttempts } from './file-attempt.ts';
import type { ConfigIssue } from './issue.ts';
import type { LinkedFile } from './link-file.ts';
import { configOf, linkFirst } from './link-files.ts';
import type { Config } from './module.ts';
import type { ParsedModule } from './parse-file.ts';
import type { ReloadOutcome } from './reload-outcome.ts';
import { type Candidate, settle } from './settle.ts';

/** A configuration file whose content is not the one that was read last. */
export interface ChangedFile extends ConfigFileContent {
  /** Whether it is the whole configuration, so that its schedules find no modules but its own. */
  readonly isAlone: boolean;
}

/** How configuration files are read. */
export interface ReadingOptions {
  /** Files, or folders of files: see {@link listConfigFiles}. */
  readonly paths: readonly string[];
  readonly probers: ReadonlyMap<string, ProberDefinition>;
  /**
   * Looks at a changed file before it is parsed here, where parsing would hold up everything else; the issues
   * that it finds refuse the file. Not asked for the first load, which holds up nothing.
   */
  readonly checkChanged?: (file: ChangedFile) => Promise<readonly ConfigIssue[]>;
}

/** What was read last, and what is in force. */
export interface ConfigState {
  readonly config: Config;
  /** Whether each file was good, by name. */
  readonly files: ReadonlyMap<string, boolean>;
  readonly outcome: ReloadOutcome;
  /** What each path stood for when that could be told last. */
  readonly listed: ReadonlyMap<string, readonly string[]>;
  readonly latest: readonly Attempt[];
  /** By name of the file, in order. */
  readonly inForce: ReadonlyMap<string, VersionInForce>;
}

interface VersionInForce {
  readonly attempt: Attempt;
  readonly linked: LinkedFile;
}

export type FirstState =
  | { readonly ok: true; readonly state: ConfigState }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/** Reads the files for the first time; every one of them must be good. Never rejects. */
export async function firstState({ paths, probers }: ReadingOptions): Promise<FirstState> {
  const listings = await listConfigFiles(paths);
  const attempts = await firstAttempts(listings, probers);
  const { files, issues } = linkFirst(attempts.map(({ parsing }) => parsing));
  if (issues.length > 0) return { ok: false, issues };
  const inForce = attempts.flatMap((attempt, index) => {
    const linked = files[index];
    return linked === undefined ? [] : [[attempt.path, { attempt, linked }] as const];
  });
  const state: ConfigState = {
    config: configOf(files),
    files: new Map(attempts.map(({ path }) => [path, true])),
    outcome: { ok: true, changed: true, warnings: warningsOf(files) },
    listed: new Map(listings.map((listing) => [listing.path, listing.files])),
    latest: attempts,
    inForce: new Map(inForce),
  };
  return { ok: true, state };
}

/** Reads the files again. A file that cannot be taken over stays in force as it was. Never rejects. */
export async function nextState(before: ConfigState, options: ReadingOptions): Promise<ConfigState> {
  const listings = await listConfigFiles(options.paths);
  const latest = await attempts(listings, before, options);
  const isRepetition =
    listings.every(({ issue }) => issue === undefined) &&
    latest.length === before.latest.length &&
    latest.every((attempt, index) => attempt === before.latest[index]);
  if (isRepetition) return { ...before, outcome: repeated(before.outcome) };

  const candidates = candidatesOf(listings, latest, before);
  const { files, refused } = settle(candidates);
  const changed = !areSameVersions([...files.values()], before);
  const inForce = changed ? versionsOf(files, latest, before) : before.inForce;
  const warnings = warningsOf([...inForce.values()].map(({ linked }) => linked));
  const issues = candidates.flatMap(({ name }) => refused.get(name) ?? []);
  return {
    config: changed ? configOf([...files.values()]) : before.config,
    files: new Map(candidates.map(({ name }) => [name, !refused.has(name)])),
    outcome: refused.size === 0 ? { ok: true, changed, warnings } : { ok: false, changed, issues, warnings },
    listed: new Map(
      listings.map(({ path, files: found, issue }) => [
        path,
        issue === undefined ? found : (before.listed.get(path) ?? []),
      ]),
    ),
    latest: latest.map((attempt) => withoutRefused(attempt, refused.get(attempt.path))),
    inForce,
  };
}

/** A file with mistakes of its own is never taken over, whatever the others say: only what is wrong with it is kept. */
function withoutRefused(attempt: Attempt, issues: readonly ConfigIssue[] | undefined): Attempt {
  const { parsing } = attempt;
  if (issues === undefined || !parsing.ok || parsing.file.problems.length === 0) return attempt;
  return { ...attempt, parsing: { ok: false, issues } };
}

/** The same files read again: nothing is taken over a second time. */
function repeated(outcome: ReloadOutcome): ReloadOutcome {
  return outcome.changed ? { ...outcome, changed: false } : outcome;
}

function attempts(
  listings: readonly PathListing[],
  before: ConfigState,
  { probers, checkChanged }: ReadingOptions,
): Promise<readonly Attempt[]> {
  const paths = listings.flatMap(({ files }) => files);
  const isAlone = listings.length === 1 && paths.length === 1;
  const versions = [...before.inForce.values()];
  const earlier = new Map<string, ParsedModule>(versions.flatMap(({ linked }) => [...linked.parsed.modules]));
  const check = checkChanged && ((file: ConfigFileContent) => checkChanged({ ...file, isAlone }));
  return Promise.all(
    paths.map((path) => {
      const known = [
        before.inForce.get(path)?.attempt,
        before.latest.find((attempt) => attempt.path === path),
      ];
      return attemptFile(path, { probers, earlier, known, check });
    }),
  );
}

/** The files that were read, and those of a path that cannot be listed as they are in force. */
function candidatesOf(
  listings: readonly PathListing[],
  latest: readonly Attempt[],
  before: ConfigState,
): readonly Candidate[] {
  const attemptOf = new Map(latest.map((attempt) => [attempt.path, attempt]));
  return listings.flatMap(({ path, files, issue }): readonly Candidate[] => {
    if (issue === undefined) {
      return files.map((name) => candidateOf(name, attemptOf.get(name), before));
    }
    const kept = (before.listed.get(path) ?? []).filter((name) => name !== path);
    return [
      { name: path, issues: [issue], inForce: before.inForce.get(path)?.linked },
      ...kept.flatMap((name) => {
        const inForce = before.inForce.get(name)?.linked;
        return inForce === undefined ? [] : [{ name, next: inForce.parsed, issues: [], inForce }];
      }),
    ];
  });
}

function candidateOf(name: string, attempt: Attempt | undefined, before: ConfigState): Candidate {
  const inForce = before.inForce.get(name)?.linked;
  const parsing = attempt?.parsing ?? { ok: false, issues: [] };
  return parsing.ok
    ? { name, next: parsing.file, issues: [], inForce }
    : { name, issues: parsing.issues, inForce };
}

function areSameVersions(files: readonly LinkedFile[], { inForce }: ConfigState): boolean {
  const earlier = [...inForce.values()];
  return (
    files.length === earlier.length &&
    files.every(({ parsed }, index) => parsed === earlier[index]?.linked.parsed)
  );
}

function versionsOf(
  files: ReadonlyMap<string, LinkedFile>,
  latest: readonly Attempt[],
  before: ConfigState,
): ConfigState['inForce'] {
  return new Map(
    [...files].flatMap(([name, linked]) => {
      const isOf = ({ parsing }: Attempt) => parsing.ok && parsing.file === linked.parsed;
      const attempt = latest.find(isOf) ?? before.inForce.get(name)?.attempt;
      return attempt === undefined ? [] : [[name, { attempt, linked }] as const];
    }),
  );
}

function warningsOf(files: readonly LinkedFile[]): readonly ConfigIssue[] {
  return files.flatMap(({ warnings }) => warnings);
}
