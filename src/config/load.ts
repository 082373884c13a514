import type { ProberDefinition } from '../../probes/contract.ts';
import { listConfigFiles } from './config-paths.ts';
import { firstAttempts } from './file-attempt.ts';
import type { ConfigIssue } from './issue.ts';
import { configOf, linkFirst } from './link-files.ts';
import type { Config } from './module.ts';
import { type FileParsing, type FileParsingOptions, parseFile } from './parse-file.ts';
import type { ConfigSource } from './read-yaml.ts';

export type LoadResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly ConfigIssue[] }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/** Reads and parses the configuration files at `paths`, of which some may be folders; see {@link parseConfig}. */
export async function loadConfig(
  paths: readonly string[],
  probers: ReadonlyMap<string, ProberDefinition>,
): Promise<LoadResult> {
  const attempts = await firstAttempts(await listConfigFiles(paths), probers);
  return resultOf(attempts.map(({ parsing }) => parsing));
}

/**
 * Parses a configuration of one file; every mistake of the file is reported at once, in file order. Never throws.
 *
 * A file that is not YAML is reported for its syntax alone.
 */
export function parseConfig(
  source: ConfigSource,
  probers: ReadonlyMap<string, ProberDefinition>,
): LoadResult {
  return resultOf([parseFile(source, { probers })]);
}

/** The mistakes of one file, as far as they can be told without the files beside it, if there are any. */
export function mistakesOf(
  source: ConfigSource,
  { probers, isAlone }: Pick<FileParsingOptions, 'probers'> & { readonly isAlone: boolean },
): readonly ConfigIssue[] {
  return linkFirst([parseFile(source, { probers })], { mayHaveMore: !isAlone }).issues;
}

function resultOf(parsings: readonly FileParsing[]): LoadResult {
  const { files, issues } = linkFirst(parsings);
  if (issues.length > 0) return { ok: false, issues };
  return { ok: true, config: configOf(files), warnings: files.flatMap(({ warnings }) => warnings) };
}
