import { z } from 'zod';
import type { ProberDefinition } from '../../../probes/contract.ts';
import { Scalar } from '../../../probes/shared/schema/scalar.ts';
import type { ScalarForm } from '../../../probes/shared/schema/scalar-form.ts';
import { moduleSchema, targetPolicySchema, topLevelSchema, vantageSchema } from '../config-schema.ts';
import { scheduleSchema } from '../schedule-schema.ts';
import { formOf, structureOf } from '../schema-structure.ts';

/** What may stand in a configuration, as data: for descriptions of it. Reading is the schemas' own work. */
export type Outline =
  | BlockOutline
  | { readonly kind: 'list'; readonly element: Outline }
  | { readonly kind: 'map'; readonly value: Outline }
  | { readonly kind: 'scalar'; readonly form: ScalarForm }
  /** Several kinds of things may stand there, or none is prescribed. */
  | { readonly kind: 'anything' };

export interface BlockOutline {
  readonly kind: 'block';
  readonly keys: ReadonlyMap<string, KeyOutline>;
  /** Whether a single text may stand in its place. */
  readonly hasShortForm: boolean;
}

export interface KeyOutline {
  readonly outline: Outline;
  /** Whether it has to be there. Whatever need not be may be null too. */
  readonly isRequired: boolean;
}

/** The outline of a whole configuration file. A part that stands in several places is one object. */
export function configOutline(probers: ReadonlyMap<string, ProberDefinition>): BlockOutline {
  // The same keys may have a short form in one place and none in another.
  const known = {
    withShortForm: new Map<z.core.$ZodShape, BlockOutline>(),
    whole: new Map<z.core.$ZodShape, BlockOutline>(),
  };
  const outlineOf = (schema: z.core.$ZodType): Outline => {
    const structure = structureOf(schema);
    if (structure === undefined) {
      const form = formOf(schema);
      return form === undefined ? { kind: 'anything' } : { kind: 'scalar', form };
    }
    if (structure.kind === 'list') return { kind: 'list', element: outlineOf(structure.element) };
    if (structure.kind === 'map') return { kind: 'map', value: outlineOf(structure.value) };
    const { shape } = structure;
    const hasShortForm = takes(schema, new Scalar('x', true));
    const blocks = hasShortForm ? known.withShortForm : known.whole;
    const before = blocks.get(shape);
    if (before !== undefined) return before;
    const keys = new Map(Object.entries(shape).map(([name, value]) => [name, keyOutline(value)]));
    const block: BlockOutline = { kind: 'block', keys, hasShortForm };
    blocks.set(shape, block);
    return block;
  };
  const keyOutline = (schema: z.core.$ZodType): KeyOutline => ({
    outline: outlineOf(schema),
    isRequired: !takes(schema, undefined),
  });
  const optional = (outline: Outline): KeyOutline => ({ outline, isRequired: false });

  const module = outlineOf(moduleSchema(probers));
  // The schema of a module reads these keys by ways that do not show what they lead to.
  const prober: ScalarForm = { kind: 'text', words: [...probers.keys()].sort() };
  const moduleKeys: (readonly [string, KeyOutline])[] = [
    ['prober', { outline: { kind: 'scalar', form: prober }, isRequired: true }],
    ...[...probers].map(([name, { options }]) => [name, optional(outlineOf(options))] as const),
  ];
  const modules: Outline = { kind: 'map', value: withKeys(module, moduleKeys) };
  const schedule = outlineOf(
    scheduleSchema({ modules: { byName: new Map(), mayHaveMore: true }, folder: '' }),
  );
  return withKeys(outlineOf(topLevelSchema), [
    ['vantage', optional(outlineOf(vantageSchema))],
    ['target_policy', optional(outlineOf(targetPolicySchema))],
    ['modules', optional(modules)],
    ['schedules', optional({ kind: 'list', element: schedule })],
  ]);
}

function withKeys(outline: Outline, keys: readonly (readonly [string, KeyOutline])[]): BlockOutline {
  const before = outline.kind === 'block' ? outline.keys : new Map<string, KeyOutline>();
  return { kind: 'block', hasShortForm: false, keys: new Map([...before, ...keys]) };
}

function takes(schema: z.core.$ZodType, value: unknown): boolean {
  return z.safeParse(schema, value).success;
}
