import type { ScalarForm } from '../../../probes/shared/schema/scalar-form.ts';
import { type KeyPath, meaningOf } from './key-meaning.ts';
import type { BlockOutline, KeyOutline, Outline } from './outline.ts';
import { plainMeaning } from './plain-meaning.ts';

/** A JSON Schema (draft 7, which every editor knows), as far as it is needed here. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** Goes for any text: what is expanded when the file is read can be anything. */
const reference: JsonSchema = { type: 'string', pattern: String.raw`\$\{[^}]+\}` };

const durationUnits = 'ns|us|µs|μs|ms|s|m|h';
const amount = String.raw`([0-9]+\.?[0-9]*|\.[0-9]+)`;

/**
 * The JSON Schema of a configuration file, for editors that check and complete YAML. It refuses nothing that loads but
 * what is taken for blackbox_exporter's sake alone, such as words for true and false in capitals; rules about several
 * keys are beyond it.
 */
export function configJsonSchema(outline: BlockOutline): JsonSchema {
  const shared = sharedBlocks(outline);
  const definitions: Record<string, JsonSchema> = { reference };
  const write = (part: Outline, path: KeyPath): JsonSchema => {
    const name = part.kind === 'block' ? shared.get(part) : undefined;
    if (name === undefined || part.kind !== 'block') return written(part, path, write);
    if (!Object.hasOwn(definitions, name)) {
      // Known before it is written, so that it is written once.
      definitions[name] = {};
      definitions[name] = written(part, path, write);
    }
    return { $ref: `#/definitions/${name}` };
  };
  const root = written(outline, [], write);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'The configuration of Vantage',
    ...root,
    definitions,
  };
}

type Write = (part: Outline, path: KeyPath) => JsonSchema;

function written(part: Outline, path: KeyPath, write: Write): JsonSchema {
  switch (part.kind) {
    case 'anything':
      return {};
    case 'scalar':
      return scalarSchema(part.form);
    case 'list':
      return { type: 'array', items: write(part.element, path) };
    case 'map':
      return { type: 'object', additionalProperties: orNull(write(part.value, [...path, 'NAME'])) };
    case 'block':
      break;
  }
  const block = blockSchema(part, path, write);
  return part.hasShortForm ? { anyOf: [block, scalarSchema({ kind: 'text' })] } : block;
}

function blockSchema({ keys }: BlockOutline, path: KeyPath, write: Write): JsonSchema {
  const required = [...keys].filter(([, { isRequired }]) => isRequired).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(
      [...keys].map(([name, key]) => [name, keySchema(key, [...path, name], write)]),
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function keySchema({ outline, isRequired }: KeyOutline, path: KeyPath, write: Write): JsonSchema {
  const schema = write(outline, path);
  const meaning = meaningOf(path);
  const whole = isRequired ? schema : orNull(schema);
  // Beside a $ref nothing counts in this draft.
  const isReference = Object.hasOwn(whole, '$ref');
  const described = isReference ? { allOf: [whole] } : whole;
  return meaning === undefined ? whole : { description: plainMeaning(meaning), ...described };
}

/** A key without a value holds its default. */
function orNull(schema: JsonSchema): JsonSchema {
  if (Object.keys(schema).length === 0) return schema;
  const types: readonly unknown[] = [schema['type'] ?? []].flat();
  return types.length > 0 ? { ...schema, type: [...types, 'null'] } : { anyOf: [schema, { type: 'null' }] };
}

function scalarSchema({ kind, words }: ScalarForm): JsonSchema {
  const orReference = (schema: JsonSchema): JsonSchema => ({
    anyOf: [schema, { $ref: '#/definitions/reference' }],
  });
  if (words !== undefined) return orReference({ enum: words });
  switch (kind) {
    case 'text':
      // YAML takes 5 and yes for something else; as a text they are what was written.
      return { type: ['string', 'number', 'boolean'] };
    case 'boolean':
      return {
        anyOf: [
          { type: 'boolean' },
          { enum: ['yes', 'no', 'on', 'off', 'y', 'n'] },
          { $ref: '#/definitions/reference' },
        ],
      };
    case 'whole number':
      return orReference({ type: 'number' });
    case 'number':
      return orReference({ type: ['number', 'string'] });
    case 'duration':
      return orReference({
        anyOf: [{ const: 0 }, { type: 'string', pattern: `^[-+]?(0|(${amount}(${durationUnits}))+)$` }],
      });
    case 'long duration':
      return orReference({ type: 'string', pattern: `^(${amount}(${durationUnits}|d|w|y))+$` });
    case 'size':
      break;
  }
  return orReference({ type: ['string', 'number'] });
}

/** The blocks that stand in several places, with a name each: the key under which they stand first. */
function sharedBlocks(outline: BlockOutline): ReadonlyMap<BlockOutline, string> {
  const places = new Map<BlockOutline, string[]>();
  const visit = (part: Outline, name: string): void => {
    if (part.kind === 'list') visit(part.element, name);
    if (part.kind === 'map') visit(part.value, name);
    if (part.kind !== 'block') return;
    const before = places.get(part);
    places.set(part, [...(before ?? []), name]);
    if (before !== undefined) return;
    for (const [key, { outline: value }] of part.keys) visit(value, key);
  };
  visit(outline, '');
  const shared = [...places].filter(([, names]) => names.length > 1);
  const taken = new Map<string, number>([['reference', 1]]);
  return new Map(
    shared.map(([block, [first = '']]) => {
      const count = (taken.get(first) ?? 0) + 1;
      taken.set(first, count);
      return [block, count === 1 ? first : `${first}_${count}`];
    }),
  );
}
