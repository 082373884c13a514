/**
 * What the keys of a configuration hold: schemas over `Scalar`, `Mapping` and arrays, with the coercions of
 * Go's YAML library. Each is named after the Go type whose reading it reproduces; none accepts `null`, which
 * {@link orDefault} turns into a key's default.
 */
import { z } from 'zod';
import { Secret } from '../../secret.ts';
import { compileRegexp, type Regexp } from '../regexp/regexp.ts';
import { shortened } from '../shortened.ts';
import { parseByteSize } from './byte-size.ts';
import { hasRawBytes } from './byte-string.ts';
import { parseGoDuration } from './go-duration.ts';
import { Mapping } from './mapping.ts';
import { parseGoInteger, plainKind } from './plain-scalar.ts';
import { Scalar } from './scalar.ts';
import { type ScalarForm, withForm } from './scalar-form.ts';

/** Reads a scalar, or refuses it for a reason worded so that it can follow the name of the key. */
type ReadScalar<Value> = (scalar: Scalar, refuse: (problem: string) => never) => Value;

const trueWords = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON']);
const falseWords = new Set(['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF']);

/**
 * A scalar that `read` turns into a value; `noun` says in messages what belongs here, `form` in descriptions how it may be
 * written.
 */
export function scalar<Value>(
  noun: string,
  read: ReadScalar<Value>,
  form: ScalarForm = { kind: 'text' },
): z.ZodType<Value> {
  const schema = z
    .instanceof(Scalar, { error: ({ input }) => `must be ${noun}, not ${kindOf(input)}` })
    .transform(
      (value, context): Value =>
        read(value, (message) => {
          context.issues.push({ code: 'custom', message, input: value });
          return z.NEVER;
        }),
    );
  return withForm(schema, form);
}

/** Any scalar by its source text: `5` is "5" and `yes` is "yes". */
export const goString = scalar('a text', ({ text }) => text);

/** A text that never shows itself, not even in the message about it. */
export const secret = scalar('a text', ({ text }) => new Secret(text));

export const goBool = scalar(
  'true or false',
  (scalar, refuse) => {
    const { text, plain } = scalar;
    if (trueWords.has(text)) return true;
    if (falseWords.has(text)) return false;
    if (plainKind(text) !== 'bool') return refuse(`must be true or false, not ${quoted(text)}`);
    return plain ? text.toLowerCase() === 'true' : refuse(`must be written without quotes: ${text}`);
  },
  { kind: 'boolean' },
);

export const goInt = scalar(
  'a whole number',
  ({ text, plain }, refuse) => {
    const value = parseGoInteger(text);
    if (value === undefined) return refuse(`must be a whole number, not ${quoted(text)}`);
    return plain ? value : refuse(`must be written without quotes: ${text}`);
  },
  { kind: 'whole number' },
);

/** A duration with its unit, in milliseconds; negative ones are durations too. */
export const goDurationMs = scalar(
  'a duration such as 5s',
  ({ text, plain }, refuse) => {
    const durationMs = parseGoDuration(text);
    if (durationMs === undefined || (plain && plainKind(text) !== 'text')) {
      return refuse(`must be a duration with its unit, such as 5s, 1m30s or 500ms, not ${quoted(text)}`);
    }
    return durationMs;
  },
  { kind: 'duration' },
);

/** A byte size with its unit, in bytes; 0 is none, `Infinity` one that no body reaches. */
export const goByteSize = scalar(
  'a size such as 10MB',
  ({ text }, refuse) => {
    const size = parseByteSize(text);
    return size.ok ? size.bytes : refuse(size.problem);
  },
  { kind: 'size' },
);

/** A regular expression in RE2 syntax, compiled. */
export const goRegexp: z.ZodType<Regexp> = scalar('a regular expression', ({ text }, refuse) => {
  if (hasRawBytes(text)) return refuse('must be UTF-8 to be a regular expression');
  const compiled = compileRegexp(text);
  if (compiled.ok) return compiled.regexp;
  return refuse(`cannot compile the regular expression ${quoted(text)}: ${compiled.error}`);
});

/** A list; its null elements are dropped, as Go drops them. */
export function list<Element>(element: z.ZodType<Element>): z.ZodType<readonly Element[]> {
  return z
    .array(z.nullable(element.transform((value) => [value])), {
      error: ({ input }) => `must be a list, not ${kindOf(input)}`,
    })
    .transform((elements) => elements.flatMap((value) => value ?? []));
}

/** A mapping of free names to values of one kind, in file order. */
export function mapOf<Value>(value: z.ZodType<Value>): z.ZodType<ReadonlyMap<string, Value>> {
  return z
    .instanceof(Mapping, {
      error: ({ input }) => `must be a mapping of names to values, not ${kindOf(input)}`,
    })
    .transform(({ entries }) => new Map(entries))
    .pipe(z.map(z.string(), value));
}

/** A key that may be left out or be null, and then holds `value`. */
export function orDefault<Value>(schema: z.ZodType<Value>, value: Value): z.ZodType<Value> {
  return schema.nullish().transform((given) => given ?? value);
}

/** A key that may be left out or be null, and then holds nothing. */
export function optional<Value>(schema: z.ZodType<Value>): z.ZodType<Value | undefined> {
  return schema.nullish().transform((given) => given ?? undefined);
}

/** A key that must be given; `problem` says what is missing. */
export function required<Value>(schema: z.ZodType<Value | undefined>, problem: string): z.ZodType<Value> {
  return schema.nullish().transform((given, context): Value => {
    if (given !== undefined && given !== null) return given;
    context.issues.push({ code: 'custom', message: problem, input: given });
    return z.NEVER;
  });
}

/** An optional text for which "" is the same as nothing. */
export const textOrNothing = optional(goString.transform((text) => (text === '' ? undefined : text)));

/** An optional secret for which "" is the same as nothing. */
export const secretOrNothing = optional(
  secret.transform((text) => (text.reveal() === '' ? undefined : text)),
);

/** What was found, for the end of a sentence. */
export function kindOf(input: unknown): string {
  if (input === undefined || input === null) return 'nothing';
  if (input instanceof Scalar) return 'a single value';
  return Array.isArray(input) ? 'a list' : 'a mapping';
}

/** A text for the middle of a sentence: in quotes, and cut when it is long. */
export function quoted(text: string): string {
  return JSON.stringify(shortened(text));
}
