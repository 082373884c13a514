import { readFile } from 'node:fs/promises';
import { LineCounter } from 'yaml';
import type { z } from 'zod';
import type { ProberDefinition } from '../../probes/contract.ts';
import { atKey } from '../../probes/shared/schema/block.ts';
import { configSchema, type ModuleBlocks } from './config-schema.ts';
import { type ConfigIssue, formatPath } from './issue.ts';
import type { Config, Module } from './module.ts';
import { decodeSource } from './source-text.ts';
import { parseYaml } from './yaml-document.ts';
import { readTree, type TreeProblem, type YamlTree } from './yaml-tree.ts';

export type LoadResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly ConfigIssue[] }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/** A configuration file as bytes, or as text, under the name that issues are to show. */
export interface ConfigSource {
  readonly text: string | Uint8Array;
  readonly fileName: string;
}

export type ConfigFile =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly issue: ConfigIssue };

/** Reads and parses the configuration file at `path`; see {@link parseConfig}. */
export async function loadConfig(
  path: string,
  probers: ReadonlyMap<string, ProberDefinition>,
): Promise<LoadResult> {
  const file = await readConfigFile(path);
  if (!file.ok) return { ok: false, issues: [file.issue] };
  return parseConfig({ text: file.bytes, fileName: path }, probers);
}

/** The bytes of the file at `path`, or why there are none. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  try {
    return { ok: true, bytes: await readFile(path) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const message = `cannot read the configuration file: ${readFailures.get(code) ?? code}`;
    return { ok: false, issue: { file: path, path: '', message } };
  }
}

/**
 * Parses a configuration; every mistake of the file is reported at once, in file order. Never throws.
 *
 * A file that is not YAML is reported for its syntax alone.
 */
export function parseConfig(
  source: ConfigSource,
  probers: ReadonlyMap<string, ProberDefinition>,
): LoadResult {
  const { text, problem } = decodeSource(source.text);
  const lines = new LineCounter();
  const issueOf = ({ offset, path, message }: TreeProblem): ConfigIssue => {
    const { line, col } = lines.linePos(offset);
    return { file: source.fileName, line, column: col, path: formatPath(path), message };
  };
  const refuse = (problems: readonly TreeProblem[]): LoadResult => ({
    ok: false,
    issues: inFileOrder(problems).map(issueOf),
  });

  const parsed = parseYaml(text, lines);
  if (problem !== undefined) return refuse([{ ...problem, path: [] }]);
  if (!parsed.ok) return refuse(parsed.problems.map((mistake) => ({ ...mistake, path: [] })));
  const tree = readTree(parsed.document, (offset) => lines.linePos(offset).line);
  const result = configSchema(probers).safeParse(tree.root.value);
  const problems = [
    ...tree.problems,
    ...(result.error?.issues ?? []).map((issue) => locate(issue, tree.root)),
  ];
  if (!result.success || problems.length > 0) return refuse(problems);
  return { ok: true, config: configOf(result.data), warnings: inFileOrder(tree.warnings).map(issueOf) };
}

const readFailures = new Map([
  ['ENOENT', 'it does not exist'],
  ['EACCES', 'permission denied'],
  ['EISDIR', 'it is a directory'],
]);

/** An issue at its value, at its key when it is about the key, and at the block's key when it has no place. */
function locate({ path, message, ...issue }: z.core.$ZodIssue, root: YamlTree): TreeProblem {
  let tree = root;
  let keyOffset = root.offset;
  for (const step of path) {
    const child = tree.children.get(step);
    if (child === undefined) return { offset: keyOffset, path, message };
    ({ tree, keyOffset } = child);
  }
  const isAtKey = issue.code === 'custom' && issue.params === atKey;
  return { offset: isAtKey ? keyOffset : tree.offset, path, message };
}

/** By place, each mistake once: what is merged or aliased into several modules is still one mistake. */
function inFileOrder(problems: readonly TreeProblem[]): readonly TreeProblem[] {
  const distinct = new Map(
    problems.toReversed().map((problem) => [`${problem.offset} ${problem.message}`, problem]),
  );
  return [...distinct.values()].sort((left, right) => left.offset - right.offset);
}

function configOf(blocks: ModuleBlocks): Config {
  const modules = new Map<string, Module>();
  const emptyModules = new Set<string>();
  for (const [name, module] of blocks) {
    if (module === null) emptyModules.add(name);
    else modules.set(name, { name, ...module });
  }
  return { modules, emptyModules };
}
