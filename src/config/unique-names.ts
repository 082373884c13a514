import { Scalar } from '../../probes/shared/schema/scalar.ts';
import type { YamlFile } from './read-yaml.ts';
import { type Finding, problemAt, treeAt } from './yaml-place.ts';
import type { TreeProblem, YamlTree } from './yaml-tree.ts';

/** One file among those that make up a configuration. */
export interface Claimant {
  readonly file: YamlFile;
  /** What the file says in force, if it is in force. */
  readonly inForce?: YamlFile | undefined;
}

/** Something that may be given once in all files together. */
interface Claim {
  readonly kind: keyof typeof advice;
  readonly name: string;
  readonly path: readonly PropertyKey[];
}

const advice = {
  module: 'rename or remove one of them',
  job_name: 'give each schedule its own',
  vantage: 'keep one of them',
};

/**
 * What is given a second time, by file: modules, job names, the block `vantage`.
 *
 * A name belongs to the file whose version in force has it, otherwise to the first file that does; the mistake is
 * every other's. Thus a file that is in force as it stands never has one.
 */
export function namesGivenTwice(
  claimants: readonly Claimant[],
): ReadonlyMap<YamlFile, readonly TreeProblem[]> {
  const owners = ownersOf(claimants);
  return new Map(
    claimants.map(({ file }) => {
      const problems = claimsOf(file.root).flatMap((claim) => {
        const owner = owners.get(keyOf(claim));
        const isOwn = owner?.file === file && owner.claim.path.join() === claim.path.join();
        return owner === undefined || isOwn ? [] : [problemOf(claim, file, owner)];
      });
      return [file, problems];
    }),
  );
}

interface Owner {
  readonly file: YamlFile;
  readonly claim: Claim;
}

function ownersOf(claimants: readonly Claimant[]): ReadonlyMap<string, Owner> {
  const owners = new Map<string, Owner>();
  const take = ({ file }: Claimant, mayOwn: (key: string) => boolean): void => {
    for (const claim of claimsOf(file.root)) {
      const key = keyOf(claim);
      if (!owners.has(key) && mayOwn(key)) owners.set(key, { file, claim });
    }
  };
  for (const claimant of claimants) {
    const held = new Set(claimant.inForce === undefined ? [] : claimsOf(claimant.inForce.root).map(keyOf));
    take(claimant, (key) => held.has(key));
  }
  for (const claimant of claimants) take(claimant, () => true);
  return owners;
}

/** Also those of modules and schedules that have mistakes of their own. */
function claimsOf(root: YamlTree): readonly Claim[] {
  const modules = treeAt(root, ['modules'])?.children.keys() ?? [];
  const schedules = treeAt(root, ['schedules'])?.children.keys() ?? [];
  const vantage = treeAt(root, ['vantage'])?.value ?? null;
  return [
    ...(vantage === null ? [] : [{ kind: 'vantage', name: '', path: ['vantage'] } as const]),
    ...[...modules].map((name) => ({
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

function problemOf({ kind, name, path }: Claim, file: YamlFile, owner: Owner): TreeProblem {
  const what = kind === 'vantage' ? 'block' : `${kind} ${JSON.stringify(name)}`;
  const isAboutKey = kind !== 'job_name';
  const first = problemAt(owner.file.root, { path: owner.claim.path, message: '', isAboutKey });
  const line = owner.file.lineOf(first.offset);
  const place = owner.file === file ? `line ${line}` : `${owner.file.fileName}:${line}`;
  const finding: Finding = {
    path,
    message: `duplicate ${what}, first given in ${place}; ${advice[kind]}`,
    isAboutKey,
  };
  return problemAt(file.root, finding);
}
