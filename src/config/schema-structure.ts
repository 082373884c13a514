import { z } from 'zod';
import { notedForm, type ScalarForm } from '../../probes/shared/schema/scalar-form.ts';

/** What a schema is made of, when it reads more than a single scalar. */
export type Structure =
  | { readonly kind: 'block'; readonly shape: z.core.$ZodShape }
  | { readonly kind: 'list'; readonly element: z.core.$ZodType }
  | { readonly kind: 'map'; readonly value: z.core.$ZodType };

/** Looks through defaults, checks and transforms of `schema`; undefined when it reads a scalar. */
export function structureOf(schema: z.core.$ZodType): Structure | undefined {
  if (schema instanceof z.ZodObject) return { kind: 'block', shape: schema.shape };
  if (schema instanceof z.ZodArray) return { kind: 'list', element: schema.element };
  if (schema instanceof z.ZodMap) return { kind: 'map', value: schema.valueType };
  return firstOf(layers(schema), structureOf);
}

/** How the scalar may be written that `schema` reads; undefined when it reads none, or takes whatever is there. */
export function formOf(schema: z.core.$ZodType): ScalarForm | undefined {
  return notedForm(schema) ?? firstOf(layers(schema), formOf);
}

/** Whether `schema` is `reader`, which ends in a transform, under defaults, checks and further transforms. */
export function readsBy(schema: z.core.$ZodType, reader: z.core.$ZodType): boolean {
  // A check makes a copy of the schema that it is put on, with the same transform.
  const isCopy = schema instanceof z.ZodPipe && reader instanceof z.ZodPipe && schema.out === reader.out;
  return isCopy || layers(schema).some((layer) => readsBy(layer, reader));
}

function layers(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodPipe) return [schema.in, schema.out];
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? [schema.unwrap()] : [];
}

function firstOf<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined) {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
