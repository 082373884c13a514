import type { z } from 'zod';
import type { ProberDefinition } from '../../probes/contract.ts';
import { Scalar } from '../../probes/shared/schema/scalar.ts';
import { filePath } from '../../probes/shared/schema/sources.ts';
import { tlsOptions } from '../../probes/shared/tls/options.ts';
import { resolverSchema } from './resolver-schema.ts';
import { readsBy, type Structure, structureOf } from './schema-structure.ts';
import type { YamlTree } from './yaml-tree.ts';

/** A file that a module names. */
export interface NamedFile {
  readonly kind: 'file';
  readonly name: string;
  readonly offset: number;
  readonly path: readonly PropertyKey[];
}

/** A `tls_config` of a module with the files that it names. */
export interface NamedTls {
  readonly kind: 'tls';
  readonly tree: YamlTree;
  readonly files: readonly NamedFile[];
  readonly path: readonly PropertyKey[];
}

/** What the modules of a configuration name that is read for each probe, as far as their own probers read it. */
export function namedFiles(
  root: YamlTree,
  probers: ReadonlyMap<string, ProberDefinition>,
): readonly (NamedFile | NamedTls)[] {
  const modules = root.children.get('modules')?.tree;
  return [...(modules?.children ?? [])].flatMap(([name, { tree: module }]) => {
    const proberName = textOf(module.children.get('prober')?.tree);
    const schemas = [
      ['resolver', resolverSchema],
      [proberName, probers.get(proberName)?.options],
    ] as const;
    return schemas.flatMap(([key, schema]) => {
      const block = module.children.get(key)?.tree;
      if (block === undefined || schema === undefined) return [];
      return within(schema, block, ['modules', name, key]);
    });
  });
}

function within(
  schema: z.core.$ZodType,
  tree: YamlTree,
  path: readonly PropertyKey[],
): readonly (NamedFile | NamedTls)[] {
  const structure = structureOf(schema);
  if (structure === undefined) {
    const name = textOf(tree);
    return name !== '' && readsBy(schema, filePath)
      ? [{ kind: 'file', name, offset: tree.offset, path }]
      : [];
  }
  const found = [...tree.children].flatMap(([step, child]) => {
    const below = belowOf(structure, step);
    return below === undefined ? [] : within(below, child.tree, [...path, step]);
  });
  if (!readsBy(schema, tlsOptions)) return found;
  return [...found, { kind: 'tls', tree, files: found.filter((place) => place.kind === 'file'), path }];
}

function belowOf(structure: Structure, step: PropertyKey): z.core.$ZodType | undefined {
  switch (structure.kind) {
    case 'block':
      return structure.shape[String(step)];
    case 'list':
      return structure.element;
    case 'map':
      return structure.value;
    default:
      return structure satisfies never;
  }
}

function textOf(tree: YamlTree | undefined): string {
  return tree?.value instanceof Scalar ? tree.value.text : '';
}
