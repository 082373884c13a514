import { z } from 'zod';

/** How a scalar may be written: for whoever describes a configuration, not for reading one. */
export interface ScalarForm {
  /** A `long duration` may be written as in Prometheus, with days, too. */
  readonly kind: 'text' | 'boolean' | 'whole number' | 'number' | 'duration' | 'long duration' | 'size';
  /** The only words that are taken; absent, any text of that kind is. */
  readonly words?: readonly string[];
}

/** Of schemas that end in a transform, by that: a check copies the schema that it is put on, and keeps the transform. */
const forms = new WeakMap<z.core.$ZodType, ScalarForm>();

/** Notes down the form of a schema for scalars; gives the schema back. */
export function withForm<Schema extends z.ZodPipe>(schema: Schema, form: ScalarForm): Schema {
  forms.set(schema.out, form);
  return schema;
}

/** The form that was noted down for this very schema, or one that a check made of it. */
export function notedForm(schema: z.core.$ZodType): ScalarForm | undefined {
  return schema instanceof z.ZodPipe ? forms.get(schema.out) : undefined;
}
