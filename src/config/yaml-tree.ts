import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { Mapping } from '../../probes/shared/schema/mapping.ts';
import type { Scalar } from '../../probes/shared/schema/scalar.ts';
import { aliasBudget, bindAliases } from './aliases.ts';
import type { TextProblem } from './source-text.ts';

import { isMergeKey, offsetOf, writtenKey } from './yaml-nodes.ts';
import { readScalar } from './yaml-scalar.ts';
import { maxDepth } from './yaml-tokens.ts';

/** What the schemas read. */
export type YamlValue = null | Scalar | Mapping | readonly YamlValue[];

/** A value and the place where it really stands, also when an alias or a merge brought it here. */
export interface YamlTree {
  readonly value: YamlValue;
  readonly offset: number;
  /** By key of a mapping or index of a list. */
  readonly children: ReadonlyMap<PropertyKey, YamlChild>;
}

export interface YamlChild {
  readonly keyOffset: number;
  readonly tree: YamlTree;
}

export interface TreeProblem extends TextProblem {
  readonly path: readonly PropertyKey[];
}

export interface TreeReading {
  readonly root: YamlTree;
  readonly problems: readonly TreeProblem[];
  /** What the schemas that read the tree warned of since this was asked last. */
  readonly takeWarnings: () => readonly TreeProblem[];
}

interface Place {
  readonly path: readonly PropertyKey[];
  readonly depth: number;
  /** The anchored nodes whose aliases led here. */
  readonly within: readonly Node[];
}

/** Reads a document into plain values: aliases followed, merges done, duplicate keys found. */
export function readTree(document: Document.Parsed, lineOf: (offset: number) => number): TreeReading {
  const reader = new TreeReader(document, lineOf, []);
  const root = reader.read(document.contents, { path: [], depth: 0, within: [] });
  return { root, problems: reader.problems, takeWarnings: () => reader.warnings.splice(0) };
}

/** A document that is some keys of a mapping, or some items of a list, of a file. */
export interface PartPlace {
  /** Of the mapping or the list. */
  readonly path: readonly PropertyKey[];
  /** Of the first item. */
  readonly firstIndex: number;
  readonly lineOf: (offset: number) => number;
  /** Where warnings go. */
  readonly warnings: TreeProblem[];
}

/** A part of a mapping or of a list; absent when an alias in it has its anchor elsewhere, if it has one. */
export interface PartReading {
  readonly part?: YamlTree;
  readonly problems: readonly TreeProblem[];
}

/** Reads a document that is a part of a file. */
export function readPart(
  document: Document.Parsed,
  { path, firstIndex, lineOf, warnings }: PartPlace,
): PartReading {
  const reader = new TreeReader(document, lineOf, warnings);
  if (reader.hasStrayAlias) return { problems: [] };
  const { contents } = document;
  const place = { path, depth: path.length, within: [] };
  const part = isSeq(contents) ? reader.readList(contents, place, firstIndex) : reader.read(contents, place);
  return { part, problems: reader.problems };
}

class TreeReader {
  readonly problems: TreeProblem[];
  readonly warnings: TreeProblem[];
  readonly hasStrayAlias: boolean;
  readonly #lineOf: (offset: number) => number;
  readonly #targets: ReadonlyMap<Node, Node>;
  readonly #budget = aliasBudget();
  #isOverBudget = false;

  constructor(document: Document.Parsed, lineOf: (offset: number) => number, warnings: TreeProblem[]) {
    const aliases = bindAliases(document);
    this.warnings = warnings;
    this.hasStrayAlias = aliases.hasStray;
    this.#lineOf = lineOf;
    this.#targets = aliases.targets;
    this.problems = aliases.problems.map((problem) => ({ ...problem, path: [] }));
  }

  read(node: unknown, place: Place): YamlTree {
    const offset = offsetOf(node);
    if (this.#mayRead(offset, place)) {
      if (isAlias(node))
        return this.#follow(node, place, (target, at) => this.read(target, at)) ?? leaf(offset);
      if (isMap(node)) return this.#readMap(node, place);
      if (isSeq(node)) return this.readList(node, place, 0);
      if (isScalar<string>(node)) {
        const scalar = readScalar(node);
        if (scalar.ok) return leaf(offset, scalar.value);
        this.#report(offset, place.path, scalar.problem);
      }
    }
    return leaf(offset);
  }

  readList(list: YAMLSeq, place: Place, firstIndex: number): YamlTree {
    const items = list.items.map((item, index) => this.read(item, below(place, firstIndex + index)));
    const children = new Map(
      items.map((tree, index) => [firstIndex + index, { keyOffset: tree.offset, tree }]),
    );
    return { value: items.map(({ value }) => value), offset: offsetOf(list), children };
  }

  #readMap(map: YAMLMap, place: Place): YamlTree {
    const children = new Map<string, YamlChild>();
    this.#addEntries(map, place, children);
    // The document is not to be kept for as long as its values are.
    return mappingTree({ children, offset: offsetOf(map), path: place.path, warnings: this.warnings });
  }

  /** Adds the keys of `map` that are not there yet, and then those that it merges. */
  #addEntries(map: YAMLMap, place: Place, entries: Map<string, YamlChild>): void {
    const seen = new Map<string, number>();
    const own: { readonly key: string; readonly keyOffset: number; readonly value: unknown }[] = [];
    let merge: Pair | undefined;
    for (const pair of map.items) {
      const keyOffset = offsetOf(pair.key);
      const written = writtenKey(pair.key);
      const first = seen.get(written);
      if (first !== undefined) {
        const message = `duplicate key, first given in line ${this.#lineOf(first)}; remove one of them`;
        this.#report(keyOffset, [...place.path, written], message);
        continue;
      }
      seen.set(written, keyOffset);
      const key = this.#readKey(pair.key, place);
      if (isMergeKey(pair.key)) merge = pair;
      else if (key !== undefined && !entries.has(key)) own.push({ key, keyOffset, value: pair.value });
    }
    for (const { key, keyOffset, value } of own) {
      const tree = isNode(value) ? this.read(value, below(place, key)) : leaf(keyOffset);
      entries.set(key, { keyOffset, tree });
    }
    if (merge !== undefined) this.#merge(merge.value, place, entries);
  }

  /** The text of a key. A null key is passed over with its value, as in the reference. */
  #readKey(key: unknown, place: Place): string | undefined {
    const { value, offset } = this.read(key, place);
    if (value === null) return undefined;
    if (!(value instanceof Mapping) && 'text' in value) return value.text;
    this.#report(offset, place.path, 'a key must be a single text');
    return undefined;
  }

  /** Merges a mapping, or several of which the first that has a key wins (YAML 1.1, the type merge). */
  #merge(source: unknown, place: Place, entries: Map<string, YamlChild>): void {
    const sources = isSeq(source) ? source.items : [source];
    for (const node of sources) {
      const merged = isAlias(node)
        ? this.#follow(node, place, (target, at) => this.#mergeMap(target, at, entries))
        : this.#mergeMap(node, place, entries);
      if (merged === false)
        this.#report(offsetOf(node), place.path, '<< must have a mapping or a list of mappings');
    }
  }

  /** False when `node` is no mapping. */
  #mergeMap(node: unknown, place: Place, entries: Map<string, YamlChild>): boolean {
    if (!isMap(node)) return false;
    if (this.#mayRead(offsetOf(node), place))
      this.#addEntries(node, { ...place, depth: place.depth + 1 }, entries);
    return true;
  }

  /** What `read` makes of the node behind an alias; `undefined` when there is none to read. */
  #follow<Result>(
    alias: Node,
    place: Place,
    read: (target: Node, place: Place) => Result,
  ): Result | undefined {
    const target = this.#targets.get(alias);
    if (target === undefined) return undefined;
    if (place.within.includes(target)) {
      this.#report(offsetOf(alias), place.path, 'this alias stands inside its own anchor');
      return undefined;
    }
    return read(target, { ...place, depth: place.depth + 1, within: [...place.within, target] });
  }

  #mayRead(offset: number, place: Place): boolean {
    if (this.#isOverBudget) return false;
    if (place.depth > maxDepth) {
      this.#report(offset, place.path, `nested deeper than ${maxDepth} levels`);
      return false;
    }
    this.#isOverBudget = !this.#budget.spend(place.within.length > 0);
    if (this.#isOverBudget)
      this.#report(offset, place.path, 'aliases repeat too much of the file; write less of it by alias');
    return !this.#isOverBudget;
  }

  #report(offset: number, path: readonly PropertyKey[], message: string): void {
    this.problems.push({ offset, path, message });
  }
}

/** A mapping as a value, whose warnings go where the tree's do. */
export function mappingTree({
  children,
  offset,
  path,
  warnings,
}: Pick<YamlTree, 'offset' | 'children'> & Pick<PartPlace, 'path' | 'warnings'>): YamlTree {
  const values = new Map([...children].map(([key, { tree }]) => [String(key), tree.value]));
  const value = new Mapping(values, (key, message) => {
    warnings.push({ offset: children.get(key)?.keyOffset ?? offset, path: [...path, key], message });
  });
  return { value, offset, children };
}

/** Shared by all leaves: a file has thousands, and even an empty map takes more memory than what they say. */
const noChildren: YamlTree['children'] = new Map();

function leaf(offset: number, value: YamlValue = null): YamlTree {
  return { value, offset, children: noChildren };
}

function below(place: Place, step: PropertyKey): Place {
  return { ...place, path: [...place.path, step], depth: place.depth + 1 };
}
