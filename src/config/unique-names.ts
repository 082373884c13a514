import { Scalar } from '../../probes/shared/schema/scalar.ts';
import { quoted } from '../../probes/shared/schema/values.ts';
import type { YamlFile } from './read-yaml.ts';
import { problemAt, treeAt } from './yaml-place.ts';
import type { TreeProblem, YamlTree } from './yaml-tree.ts';

/** One file among those that make up a configuration. */
export interface Claimant {
  readonly file: YamlFile;
  /** What the file says in force, if it is in force. */
  readonly inForce?: YamlFile | undefined;
}

const advice = {
  module: 'rename or remove one of them',
  job_name: 'give each schedule its own',
  vantage: 'keep one of them',
  target_policy: 'keep one of them',
};

/** Blocks that all files together have once. */
const singleBlocks = ['vantage', 'target_policy'] as const;

/** Something that may be given once in all files together. */
interface Claim {
  readonly kind: keyof typeof advice;
  readonly name: string;
  readonly path: readonly PropertyKey[];
}

/**
 * What is given a second time, by file: modules, job names, the blocks `vantage` and `target_policy`.
 *
 * A name belongs to the file whose version in force has it, otherwise to the first file that does; the mistake is
 * every other's. Thus a file that is in force as it stands never has one.
 */
export function namesGivenTwice(
  claimants: readonly Claimant[],
): ReadonlyMap<YamlFile, readonly TreeProblem[]> {
  const claims = claimants.flatMap(({ file, inForce }) => {
    const held = new Set(inForce === undefined ? [] : claimsOf(inForce.root).map(keyOf));
    return claimsOf(file.root).map((claim) => ({ file, claim, isHeld: held.has(keyOf(claim)) }));
  });
  const owners = new Map<string, (typeof claims)[number]>();
  for (const each of [...claims.filter(({ isHeld }) => isHeld), ...claims]) {
    const key = keyOf(each.claim);
    if (!owners.has(key)) owners.set(key, each);
  }
  const problems = new Map(claimants.map(({ file }): [YamlFile, TreeProblem[]] => [file, []]));
  for (const each of claims) {
    const owner = owners.get(keyOf(each.claim));
    if (owner !== undefined && owner !== each) problems.get(each.file)?.push(problemOf(each, owner));
  }
  return problems;
}

interface Claimed {
  readonly file: YamlFile;
  readonly claim: Claim;
}

/** Also those of modules and schedules that have mistakes of their own. */
function claimsOf(root: YamlTree): readonly Claim[] {
  const modules = treeAt(root, ['modules'])?.children.keys() ?? [];
  const schedules = treeAt(root, ['schedules'])?.children.keys() ?? [];
  const blocks = singleBlocks.filter((key) => (treeAt(root, [key])?.value ?? null) !== null);
  return [
    ...blocks.map((kind) => ({ kind, name: '', path: [kind] })),
    ...Array.from(modules, (name) => ({
      kind: 'module' as const,
      name: String(name),
      path: ['modules', name],
    })),
    ...[...schedules].flatMap((index) => {
      const path = ['schedules', index, 'job_name'];
      const name = treeAt(root, path)?.value;
      return name instanceof Scalar ? [{ kind: 'job_name' as const, name: name.text, path }] : [];
    }),
  ];
}

function keyOf({ kind, name }: Claim): string {
  return `${kind} ${name}`;
}

function problemOf({ file, claim }: Claimed, owner: Claimed): TreeProblem {
  const { kind, name, path } = claim;
  const what = name === '' ? 'block' : `${kind} ${quoted(name)}`;
  const isAboutKey = kind !== 'job_name';
  const first = problemAt(owner.file.root, { path: owner.claim.path, message: '', isAboutKey });
  const line = owner.file.lineOf(first.offset);
  const place = owner.file === file ? `line ${line}` : `${owner.file.fileName}:${line}`;
  const message = `duplicate ${what}, first given in ${place}; ${advice[kind]}`;
  return problemAt(file.root, { path, message, isAboutKey });
}
