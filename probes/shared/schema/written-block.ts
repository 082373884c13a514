import { z } from 'zod';
import { Mapping } from './mapping.ts';
import { Scalar } from './scalar.ts';
import { goBool } from './values.ts';

/**
 * A block as it was written, for those who warn of what loads and does not work. What its schema refuses reads here
 * as not written: that is reported as a mistake.
 */
export interface WrittenBlock {
  /** The keys that are not null, in file order. */
  readonly keys: readonly string[];
  has(key: string): boolean;
  /** "" when there is none. */
  text(key: string): string;
  isTrue(key: string): boolean;
  isFalse(key: string): boolean;
  texts(key: string): readonly string[];
  /** An empty one when there is none. */
  block(key: string): WrittenBlock;
  blocks(key: string): readonly WrittenBlock[];
  /** Says something about a key that loads all the same. */
  warn(key: string, message: string): void;
}

/** Reads as `schema` does, once `advise` has warned of what it finds in the block, if there is one. */
export function advised<Value>(
  schema: z.ZodType<Value>,
  advise: (block: WrittenBlock) => void,
): z.ZodType<Value> {
  return z.preprocess((input) => {
    if (input instanceof Mapping) advise(written(input));
    return input;
  }, schema);
}

function written(mapping: Mapping): WrittenBlock {
  const { entries } = mapping;
  const listOf = (key: string): readonly unknown[] => {
    const list = entries.get(key);
    return Array.isArray(list) ? list : [];
  };
  return {
    keys: [...entries].filter(([, value]) => value !== null).map(([key]) => key),
    has: (key) => (entries.get(key) ?? null) !== null,
    text: (key) => textOf(entries.get(key)) ?? '',
    isTrue: (key) => booleanOf(entries.get(key)) === true,
    isFalse: (key) => booleanOf(entries.get(key)) === false,
    texts: (key) => listOf(key).flatMap((element) => textOf(element) ?? []),
    block: (key) => written(mappingOf(entries.get(key)) ?? nothing),
    blocks: (key) =>
      listOf(key)
        .flatMap((element) => mappingOf(element) ?? [])
        .map(written),
    warn: (key, message) => mapping.warn(key, message),
  };
}

const nothing = new Mapping(new Map(), () => {});

function textOf(value: unknown): string | undefined {
  return value instanceof Scalar ? value.text : undefined;
}

function booleanOf(value: unknown): boolean | undefined {
  return value === undefined ? undefined : goBool.safeParse(value).data;
}

function mappingOf(value: unknown): Mapping | undefined {
  return value instanceof Mapping ? value : undefined;
}
