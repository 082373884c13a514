import { rememberSecret, secretPlaceholder } from '../../probes/known-secrets.ts';
import { Mapping } from '../../probes/shared/schema/mapping.ts';
import { Scalar } from '../../probes/shared/schema/scalar.ts';
import { expandText, isPublic, type References, type TemplateRules } from './secret-references.ts';
import type { TreeProblem, YamlChild, YamlTree } from './yaml-tree.ts';

/** A tree with the references of its texts replaced, and why some could not be. */
export interface ExpandedTree {
  readonly root: YamlTree;
  readonly problems: readonly TreeProblem[];
}

/** Replaces the references in every value of a file; keys stay as they are. What was put in is a secret from now on. */
export function expandReferences(root: YamlTree, references: References): ExpandedTree {
  if (references.size === 0) return { root, problems: [] };
  for (const [name, resolved] of references) {
    if (resolved.ok && !isPublic(name)) rememberSecret(resolved.text);
  }
  const problems: TreeProblem[] = [];
  return { root: expand(root, { path: [], references, problems }), problems };
}

interface Place {
  readonly path: readonly PropertyKey[];
  readonly references: References;
  readonly problems: TreeProblem[];
  /** Within `query_response`: the groups of its expressions. */
  readonly groups?: ReadonlySet<string> | undefined;
  /** Of a value that is a template. */
  readonly template?: TemplateRules | undefined;
}

function expand(tree: YamlTree, place: Place): YamlTree {
  const { value } = tree;
  if (value instanceof Scalar) return expandScalar(tree, value, place);
  if (value === null) return tree;
  const children = new Map<PropertyKey, YamlChild>();
  let isChanged = false;
  for (const [key, child] of tree.children) {
    const expanded = expand(child.tree, placeOf(key, tree, place));
    isChanged ||= expanded !== child.tree;
    children.set(key, { ...child, tree: expanded });
  }
  if (!isChanged) return tree;
  if (!(value instanceof Mapping)) {
    return { ...tree, children, value: [...children.values()].map((child) => child.tree.value) };
  }
  const entries = new Map([...children].map(([key, child]) => [String(key), child.tree.value]));
  return { ...tree, children, value: new Mapping(entries, (key, message) => value.warn(key, message)) };
}

/** The place of a child; what is sent after a match, and the labels of a match, are templates of Go's kind. */
function placeOf(key: PropertyKey, parent: YamlTree, place: Place): Place {
  const child = parent.children.get(key)?.tree;
  const groups = key === 'query_response' && child !== undefined ? groupsOf(child) : place.groups;
  const isTemplate =
    groups !== undefined &&
    ((key === 'send' && parent.children.has('expect')) ||
      (key === 'value' && place.path.at(-2) === 'labels'));
  return { ...place, path: [...place.path, key], groups, template: isTemplate ? { groups } : undefined };
}

/** The names of the groups in the expressions of a dialogue. */
function groupsOf(dialogue: YamlTree): ReadonlySet<string> {
  const names = [...dialogue.children.values()].flatMap(({ tree }) => {
    const expect = tree.children.get('expect')?.tree.value;
    const text = expect instanceof Scalar ? expect.text : '';
    return [...text.matchAll(/\(\?P?<(\w+)>/g)].map(([, name = '']) => name);
  });
  return new Set(names);
}

function expandScalar(tree: YamlTree, scalar: Scalar, place: Place): YamlTree {
  if (!scalar.text.includes('${')) return tree;
  const { references, problems, path, template } = place;
  const expanded = expandText(scalar.text, references, { placeholder: secretPlaceholder, template });
  for (const message of new Set(expanded.problems)) problems.push({ offset: tree.offset, path, message });
  const { text, shown } = expanded;
  return text === scalar.text ? tree : { ...tree, value: new Scalar(text, scalar.plain, shown) };
}
