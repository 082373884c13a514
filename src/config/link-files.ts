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
  readonly inForce?: LinkedFile | undefined;
}

/** Reads the schedules of files that make up a configuration together. */
export function linkFiles(
  files: readonly FileToLink[],
  facts: Pick<KnownModules, 'mayHaveMore'>,
): readonly LinkedFile[] {
  const duplicates = namesGivenTwice(
    files.map(({ parsed, inForce }) => ({ file: parsed.yaml, inForce: inForce?.parsed.yaml })),
  );
  const byName = new Map(files.toReversed().flatMap(({ parsed }) => [...parsed.modules]));
  return files.map(({ parsed, inForce }) => {
    const own = duplicates.get(parsed.yaml) ?? [];
    return inForce?.parsed === parsed && own.length === 0 && stillFits(inForce, byName)
      ? inForce
      : linkFile(parsed, { modules: { byName, ...facts }, duplicates: own });
  });
}

/** Whether the schedules of a file would be the same again, as far as that can be told without reading them. */
function stillFits({ schedules }: LinkedFile, byName: KnownModules['byName']): boolean {
  return schedules.every(
    ({ module, staticConfigs }) =>
      byName.get(module.name)?.module === module &&
      staticConfigs.every(({ labels }) => labels['__param_module'] === undefined),
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
  const targetPolicy = files.map(({ parsed }) => parsed.targetPolicy).find((policy) => policy !== undefined);
  const vantage = files.map(({ parsed }) => parsed.vantage).find((point) => point !== undefined);
  return {
    modules,
    proberlessModules,
    vantage: vantage ?? { name: '', labels: {} },
    targetPolicy,
    schedules: files.flatMap(({ schedules }) => schedules),
    sources: files.map(({ parsed }) => parsed.yaml.source),
    get shownSchedules() {
      return shownSchedules(files.map(({ parsed }) => parsed.yaml));
    },
  };
}
