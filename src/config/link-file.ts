import { dirname } from 'node:path';
import type { ConfigIssue } from './issue.ts';
import type { KnownModules } from './known-modules.ts';
import type { ParsedFile } from './parse-file.ts';
import type { Schedule } from './schedule.ts';
import { scheduleSchema } from './schedule-schema.ts';
import { targetsGivenTwice } from './unique-targets.ts';
import { treeAt } from './yaml-place.ts';
import type { TreeProblem } from './yaml-tree.ts';

/** One file of a configuration with its schedules, which use modules of all files. */
export interface LinkedFile {
  readonly parsed: ParsedFile;
  readonly schedules: readonly Schedule[];
  /** Every mistake of the file, in file order; with one of them the file is not to be used. */
  readonly issues: readonly ConfigIssue[];
  readonly warnings: readonly ConfigIssue[];
}

/** What a file has to do with the others. */
export interface Surroundings {
  readonly modules: KnownModules;
  /** What the file gives, and another one or itself has given already. */
  readonly duplicates: readonly TreeProblem[];
}

/** Reads the schedules of a file. */
export function linkFile(parsed: ParsedFile, { modules, duplicates }: Surroundings): LinkedFile {
  const { yaml } = parsed;
  const schema = scheduleSchema({ modules, folder: dirname(yaml.fileName) });
  const tree = treeAt(yaml.root, ['schedules']);
  const indexes = Array.isArray(tree?.value) ? tree.value.keys() : [];
  const readings = [...indexes].map((index) => yaml.read(schema, ['schedules', index]));
  return {
    parsed,
    schedules: readings.flatMap((reading) => (reading.ok ? (reading.value ?? []) : [])),
    issues: yaml.issuesOf([
      ...parsed.problems,
      ...duplicates,
      ...readings.flatMap((reading) => (reading.ok ? [] : reading.problems)),
      ...targetsGivenTwice(yaml),
    ]),
    warnings: yaml.issuesOf([...parsed.warnings, ...readings.flatMap(({ warnings }) => warnings)]),
  };
}
