import type { z } from 'zod';
import { hideSecrets, secretPlaceholder } from '../../probes/known-secrets.ts';
import { atKey } from '../../probes/shared/schema/block.ts';
import { expandReferences } from './expand-references.ts';
import { type ConfigIssue, formatPath } from './issue.ts';
import { isPublic, type References } from './secret-references.ts';
import { decodeSource } from './source-text.ts';
import { atOnce, type Steps } from './steps.ts';
import { layoutOf } from './yaml-layout.ts';
import { problemAt, treeAt } from './yaml-place.ts';
import { readText } from './yaml-reading.ts';
import type { TreeProblem, YamlTree } from './yaml-tree.ts';

/** A configuration file as bytes, or as text, under the name that issues are to show. */
export interface ConfigSource {
  readonly text: string | Uint8Array;
  readonly fileName: string;
  /** What the references in its texts stand for; without them, they stand for themselves. */
  readonly references?: References;
}

/** A file that is YAML, for schemas to read in parts. */
export interface YamlFile {
  readonly fileName: string;
  /** What it was read from, for a thread of its own to read again. */
  readonly source: ConfigSource;
  readonly root: YamlTree;
  /** What is wrong with it whatever a schema says: keys given twice, aliases that lead nowhere. */
  readonly problems: readonly TreeProblem[];
  /** Reads what stands at `path` by a schema. */
  read<Value>(schema: z.ZodType<Value>, path: readonly PropertyKey[]): PartReading<Value>;
  /** From 1. */
  lineOf(offset: number): number;
  /** The problems in file order, each once: what is merged or aliased into several places is one all the same. */
  issuesOf(problems: readonly TreeProblem[]): readonly ConfigIssue[];
}

/** What a schema made of a part of a file. */
export type PartReading<Value> = { readonly warnings: readonly TreeProblem[] } & (
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly TreeProblem[] }
);

export type OpenedYaml =
  | { readonly ok: true; readonly file: YamlFile }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

export type YamlReading<Value> =
  | { readonly ok: true; readonly value: Value; readonly warnings: readonly ConfigIssue[] }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/**
 * Reads a YAML file by a schema; every mistake of the file is reported at once, in file order. Never throws.
 *
 * A file that is not YAML is reported for its syntax alone.
 */
export function readYaml<Value>(source: ConfigSource, schema: z.ZodType<Value>): YamlReading<Value> {
  const opened = openYaml(source);
  if (!opened.ok) return opened;
  const { file } = opened;
  const reading = file.read(schema, []);
  if (!reading.ok) return { ok: false, issues: file.issuesOf([...file.problems, ...reading.problems]) };
  if (file.problems.length > 0) return { ok: false, issues: file.issuesOf(file.problems) };
  return { ok: true, value: reading.value, warnings: file.issuesOf(reading.warnings) };
}

/** Whether a file takes long to read and cannot be read in steps. */
export function isLongAndWhole(source: ConfigSource): boolean {
  if (source.text.length <= longestAtOnce) return false;
  return layoutOf(decodeSource(source.text).text) === undefined;
}

/** Up to this length a file is read in the time that a garbage collection may take as well. */
const longestAtOnce = 256 * 1024;

/** Opens a YAML file for schemas to read; one that is not YAML is reported for its syntax. Never throws. */
export function openYaml(source: ConfigSource): OpenedYaml {
  return atOnce(openYamlInSteps(source));
}

/** {@link openYaml}, for a long file in steps of some milliseconds. */
export function* openYamlInSteps(source: ConfigSource): Steps<OpenedYaml> {
  const { fileName } = source;
  const { text, problem } = decodeSource(source.text);
  const parsed = yield* readText(text);
  const { lines } = parsed;
  const issueOf = ({ offset, path, message }: TreeProblem): ConfigIssue => {
    const { line, col } = lines.linePos(offset);
    return {
      file: fileName,
      line,
      column: col,
      path: formatPath(path),
      message: withoutValues(message, source),
    };
  };
  const issuesOf = (problems: readonly TreeProblem[]) => inFileOrder(problems).map(issueOf);

  if (problem !== undefined) return { ok: false, issues: issuesOf([{ ...problem, path: [] }]) };
  if (!parsed.ok) {
    return { ok: false, issues: issuesOf(parsed.problems.map((mistake) => ({ ...mistake, path: [] }))) };
  }
  const lineOf = (offset: number) => lines.linePos(offset).line;
  const { takeWarnings } = parsed;
  const expanded = expandReferences(parsed.root, source.references ?? new Map());
  const { root } = expanded;
  const problems = [...parsed.problems, ...expanded.problems];
  const file: YamlFile = {
    fileName,
    source,
    root,
    problems,
    read: (schema, path) => {
      const result = schema.safeParse(treeAt(root, path)?.value);
      const warnings = takeWarnings();
      if (result.success) return { ok: true, value: result.data, warnings };
      const found = result.error.issues.map((issue) => locate(issue, path, root));
      return { ok: false, problems: found, warnings };
    },
    lineOf,
    issuesOf,
  };
  return { ok: true, file };
}

/** A message that may quote what was read. */
function withoutValues(message: string, { references }: ConfigSource): string {
  if (references === undefined || references.size === 0) return message;
  let shown = message;
  for (const [name, resolved] of references) {
    if (resolved.ok && !isPublic(name))
      shown = shown.replaceAll(JSON.stringify(resolved.text), JSON.stringify(secretPlaceholder));
  }
  return hideSecrets(shown);
}

/** An issue of the schema that read what stands at `above`. */
function locate(issue: z.core.$ZodIssue, above: readonly PropertyKey[], root: YamlTree): TreeProblem {
  const isAboutKey = issue.code === 'custom' && issue.params === atKey;
  return problemAt(root, { path: [...above, ...issue.path], message: issue.message, isAboutKey });
}

function inFileOrder(problems: readonly TreeProblem[]): readonly TreeProblem[] {
  const distinct = new Map(
    problems.toReversed().map((problem) => [`${problem.offset} ${problem.message}`, problem]),
  );
  return [...distinct.values()].sort((left, right) => left.offset - right.offset);
}
