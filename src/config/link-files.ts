import type { ConfigIssue } from './issue.ts';
import type { KnownModules } from './known-modules.ts';
import { type LinkedFile, linkFile } from './link-file.ts';
import type { Config, Module, ProberlessModule } from './module.ts';
import type { FileParsing, ParsedFile } from './parse-file.ts';
import { shownSchedules } from './shown-schedules.ts';
import { namesGivenTwice } from './unique-names.ts';

/** One of the files that are to make up a configuration. */
export interface FileToLink {
  readonly parsed: ParsedFile;
  /** The version in force, whose names are its own; absent when none is. */
  readonly inForce?: ParsedFile | undefined;
}

/** Reads the schedules of files that make up a configuration together. */
export function linkFiles(
  files: readonly FileToLink[],
  facts: Pick<KnownModules, 'mayHaveMore'>,
): readonly LinkedFile[] {
  const duplicates = namesGivenTwice(
    files.map(({ parsed, inForce }) => ({ file: parsed.yaml, inForce: inForce?.yaml })),
  );
  const byName = new Map(files.toReversed().flatMap(({ parsed }) => [...parsed.modules]));
  return files.map(({ parsed }) =>
    linkFile(parsed, {
      modules: { byName, ...facts },
      duplicates: duplicates.get(parsed.yaml) ?? [],
    }),
  );
}

/** Files that are read for the first time, and every mistake that keeps them from being a configuration. */
export interface FirstLinking {
  readonly files: readonly LinkedFile[];
  /** By file in their order, also of files that could not be read. */
  readonly issues: readonly ConfigIssue[];
}

/** {@link linkFiles} of files of which none is in force. */
export function linkFirst(
  parsings: readonly FileParsing[],
  { mayHaveMore }: Pick<KnownModules, 'mayHaveMore'> = { mayHaveMore: false },
): FirstLinking {
  const readable = parsings.flatMap((parsing) => (parsing.ok ? [{ parsed: parsing.file }] : []));
  const files = linkFiles(readable, { mayHaveMore: mayHaveMore || readable.length < parsings.length });
  const issuesOf = new Map(files.map(({ parsed, issues }) => [parsed, issues]));
  return {
    files,
    issues: parsings.flatMap((parsing) => (parsing.ok ? (issuesOf.get(parsing.file) ?? []) : parsing.issues)),
  };
}

/** The configuration that files make up which have no mistakes and fit together. */
export function configOf(files: readonly LinkedFile[]): Config {
  const modules = new Map<string, Module>();
  const proberlessModules = new Map<string, ProberlessModule>();
  for (const [name, { module, proberless }] of files.flatMap(({ parsed }) => [...parsed.modules])) {
    if (module !== undefined) modules.set(name, module);
    if (proberless !== undefined) proberlessModules.set(name, proberless);
  }
  const vantage = files.map(({ parsed }) => parsed.vantage).find((point) => point !== undefined);
  return {
    modules,
    proberlessModules,
    vantage: vantage ?? { name: '', labels: {} },
    schedules: files.flatMap(({ schedules }) => schedules),
    get shownSchedules() {
      return shownSchedules(files.map(({ parsed }) => parsed.yaml));
    },
  };
}
