import type { TreeProblem, YamlTree } from './yaml-tree.ts';

/** The tree at a path of keys and indexes; nothing where the file has none. */
export function treeAt(root: YamlTree, path: readonly PropertyKey[]): YamlTree | undefined {
  return path.reduce<YamlTree | undefined>((tree, step) => tree?.children.get(step)?.tree, root);
}

/** What is wrong with a value, or with its key when it is about the key. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly isAboutKey?: boolean;
}

/** A finding at its value or key; at the key of the innermost block that exists when the file has no such place. */
export function problemAt(root: YamlTree, { path, message, isAboutKey = false }: Finding): TreeProblem {
  let tree = root;
  let keyOffset = root.offset;
  for (const step of path) {
    const child = tree.children.get(step);
    if (child === undefined) return { offset: keyOffset, path, message };
    ({ tree, keyOffset } = child);
  }
  return { offset: isAboutKey ? keyOffset : tree.offset, path, message };
}
