import { LineCounter } from 'yaml';
import type { z } from 'zod';
import { atKey } from '../../probes/shared/schema/block.ts';
import { type ConfigIssue, formatPath } from './issue.ts';
import { decodeSource } from './source-text.ts';
import { parseYaml } from './yaml-document.ts';
import { readTree, type TreeProblem, type YamlTree } from './yaml-tree.ts';

/** A configuration file as bytes, or as text, under the name that issues are to show. */
export interface ConfigSource {
  readonly text: string | Uint8Array;
  readonly fileName: string;
}

export type YamlReading<Value> =
  | {
      readonly ok: true;
      readonly value: Value;
      /** What the schema read. */
      readonly root: YamlTree;
      readonly warnings: readonly ConfigIssue[];
    }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/**
 * Reads a YAML file by a schema; every mistake of the file is reported at once, in file order. Never throws.
 *
 * A file that is not YAML is reported for its syntax alone.
 */
export function readYaml<Value>(source: ConfigSource, schema: z.ZodType<Value>): YamlReading<Value> {
  const { text, problem } = decodeSource(source.text);
  const lines = new LineCounter();
  const issueOf = ({ offset, path, message }: TreeProblem): ConfigIssue => {
    const { line, col } = lines.linePos(offset);
    return { file: source.fileName, line, column: col, path: formatPath(path), message };
  };
  const refuse = (problems: readonly TreeProblem[]): YamlReading<Value> => ({
    ok: false,
    issues: inFileOrder(problems).map(issueOf),
  });

  const parsed = parseYaml(text, lines);
  if (problem !== undefined) return refuse([{ ...problem, path: [] }]);
  if (!parsed.ok) return refuse(parsed.problems.map((mistake) => ({ ...mistake, path: [] })));
  const tree = readTree(parsed.document, (offset) => lines.linePos(offset).line);
  const result = schema.safeParse(tree.root.value);
  const problems = [
    ...tree.problems,
    ...(result.error?.issues ?? []).map((issue) => locate(issue, tree.root)),
  ];
  if (!result.success || problems.length > 0) return refuse(problems);
  return {
    ok: true,
    value: result.data,
    root: tree.root,
    warnings: inFileOrder(tree.warnings).map(issueOf),
  };
}

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
