import { Mapping } from '../../probes/shared/schema/mapping.ts';
import { Scalar } from '../../probes/shared/schema/scalar.ts';
import { quoted } from '../../probes/shared/schema/values.ts';
import type { YamlFile } from './read-yaml.ts';
import { redactTarget } from './redact-text.ts';
import { problemAt, treeAt } from './yaml-place.ts';
import type { TreeProblem, YamlTree } from './yaml-tree.ts';

/**
 * The targets of `static_configs` that their schedule has already, with the same module and the same labels: their
 * series would be the same, as they are where nothing but credentials differ. Looks at what is written, whatever else is wrong with it.
 */
export function targetsGivenTwice(file: YamlFile): readonly TreeProblem[] {
  const schedules = treeAt(file.root, ['schedules'])?.children ?? [];
  return [...schedules].flatMap(([index, { tree }]) => {
    const seen = new Map<string, number>();
    return targetsOf(tree).flatMap(({ text, identity, offset, path }) => {
      const first = seen.get(identity);
      if (first === undefined) {
        seen.set(identity, offset);
        return [];
      }
      const message = `duplicate target ${quoted(redactTarget(text))}, first given in line ${file.lineOf(first)}; remove one of them or tell them apart by a label`;
      return [problemAt(file.root, { path: ['schedules', index, ...path], message })];
    });
  });
}

interface WrittenTarget {
  readonly text: string;
  /** Equal for those whose series would be the same. */
  readonly identity: string;
  readonly offset: number;
  readonly path: readonly PropertyKey[];
}

function targetsOf(schedule: YamlTree): readonly WrittenTarget[] {
  const usualModule = textOf(treeAt(schedule, ['module'])?.value);
  const shared = labelsOf(schedule);
  const groups = treeAt(schedule, ['static_configs'])?.children ?? [];
  return [...groups].flatMap(([group, { tree }]) => {
    const labels = new Map([...shared, ...labelsOf(tree)]);
    const module = labels.get('__param_module') || usualModule;
    if (!labels.has('hostname')) labels.set('hostname', labels.get('__param_hostname') ?? '');
    const others = [...labels].filter(([name, value]) => !name.startsWith('__') && value !== '');
    const distinction = [module, ...others.map((label) => JSON.stringify(label)).sort()];
    const targets = treeAt(tree, ['targets'])?.children ?? [];
    return [...targets].flatMap(([index, { tree: target }]) => {
      const text = textOf(target.value);
      if (text === undefined) return [];
      const identity = JSON.stringify([redactTarget(text), ...distinction]);
      return [{ text, identity, offset: target.offset, path: ['static_configs', group, 'targets', index] }];
    });
  });
}

function labelsOf(block: YamlTree): ReadonlyMap<string, string> {
  const labels = treeAt(block, ['labels'])?.value;
  const entries = labels instanceof Mapping ? [...labels.entries] : [];
  return new Map(entries.map(([name, value]) => [name, textOf(value) ?? '']));
}

function textOf(value: unknown): string | undefined {
  return value instanceof Scalar ? value.text : undefined;
}
