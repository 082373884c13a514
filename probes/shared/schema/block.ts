import { z } from 'zod';
import { Mapping } from './mapping.ts';
import { nearestName } from './nearest-name.ts';
import { kindOf } from './values.ts';

/** Marks an issue that is about a key rather than about its value. */
export const atKey = { at: 'key' } as const;

/**
 * A mapping with a fixed set of keys; an unknown one is an issue of its own, with the key that was probably
 * meant. A key in `deprecated` loads with that warning. Null where a block may be is the caller's to judge:
 * see {@link blockOrDefaults}.
 */
export function block<Shape extends z.core.$ZodShape>(
  shape: Shape,
  deprecated: Readonly<Record<string, string>> = {},
) {
  const known = Object.keys(shape);
  const warnings = new Map(Object.entries(deprecated));
  return z
    .instanceof(Mapping, {
      error: ({ input }) => `must be a mapping of keys to values, not ${kindOf(input)}`,
    })
    .transform((mapping, context) => {
      // zod passes over this one name without a word, so that it would be the only unknown key to load.
      if (mapping.entries.has('__proto__')) {
        context.issues.push(unknownKey('__proto__', known));
        return z.NEVER;
      }
      for (const [key, value] of mapping.entries) {
        const warning = warnings.get(key);
        if (warning !== undefined && value !== null) mapping.warn(key, warning);
      }
      return Object.fromEntries(mapping.entries);
    })
    .pipe(
      z.strictObject(shape).check(
        z.superRefine(
          (_, payload) => {
            payload.issues = payload.issues.flatMap((issue) =>
              issue.code === 'unrecognized_keys' ? issue.keys.map((key) => unknownKey(key, known)) : [issue],
            );
          },
          { when: () => true },
        ),
      ),
    );
}

/** A block that holds its defaults when it is left out or null. */
export function blockOrDefaults<Value>(schema: z.ZodType<Value>): z.ZodType<Value> {
  return z.preprocess((input) => input ?? new Mapping(new Map(), () => {}), schema);
}

/**
 * A rule about several keys of one block, reported at the last of them that is set. It is judged as soon as
 * all of these keys parsed, whatever else is wrong in the block, so that every mistake shows at once.
 */
export function rule<Keys, Name extends keyof Keys & string>(
  names: readonly Name[],
  judge: (keys: Pick<Keys, Name>) => string | undefined,
): z.core.$ZodCheck<Keys> {
  return ruleWithin<Keys, Name>(names, (keys) => {
    const message = judge(keys);
    if (message === undefined) return [];
    const last = names.findLast((name) => keys[name] !== undefined);
    return [{ message, path: last === undefined ? [] : [last] }];
  });
}

/** A {@link rule} that says itself where in the values of its keys the mistakes are. */
export function ruleWithin<Keys, Name extends keyof Keys & string>(
  names: readonly Name[],
  judge: (
    keys: Pick<Keys, Name>,
  ) => readonly { readonly message: string; readonly path: readonly PropertyKey[] }[],
): z.core.$ZodCheck<Keys> {
  return z.superRefine<Keys>(
    (keys, context) => {
      for (const { message, path } of judge(keys)) {
        context.addIssue({ code: 'custom', message, path: [...path] });
      }
    },
    { when: ({ issues }) => !issues.some(({ path }) => names.some((name) => name === path?.[0])) },
  );
}

/** The rule that at most one of the given keys is set. */
export function atMostOne<Keys>(names: readonly (keyof Keys & string)[]) {
  return rule<Keys, keyof Keys & string>(names, (keys) => {
    const set = names.filter((name) => keys[name] !== undefined);
    return set.length > 1 ? `only one of ${set.join(', ')} may be set; remove the others` : undefined;
  });
}

/**
 * A key of blackbox_exporter that this version cannot honour: refused with what `feature` names, unless its
 * value asks for nothing. Refusing beats ignoring: a probe that silently does less is worse than none.
 */
export function unsupported<Value>(
  feature: string,
  schema: z.ZodType<Value>,
  asksForNothing: (value: Value) => boolean,
): z.ZodType<undefined> {
  return schema.nullish().transform((value, context): undefined => {
    if (value === undefined || value === null || asksForNothing(value)) return;
    const message = `${feature} is not supported by this version of Vantage; remove the key`;
    context.issues.push({ code: 'custom', message, input: value, params: atKey });
  });
}

function unknownKey(key: string, known: readonly string[]): z.core.$ZodRawIssue {
  const near = nearestName(key, known);
  const hint = near === undefined ? `; ${advice(known)}` : `, did you mean "${near}"?`;
  return { code: 'custom', message: `unknown key${hint}`, input: key, path: [key], params: atKey };
}

function advice(known: readonly string[]): string {
  return known.length > 12 ? 'remove it' : `known here: ${known.join(', ')}`;
}
