import { createHash } from 'node:crypto';

/** Keeps what is expensive to make, by the content it is made from: the least recently used goes first. */
export interface BoundedCache<Value> {
  /** The value for these parts, made when it is not kept. Parts are told apart by hash and not kept. */
  get(parts: readonly string[], make: () => Value): Value;
}

/** A cache of at most `limit` values. What `make` throws is passed on and nothing kept. */
export function boundedCache<Value>(limit: number): BoundedCache<Value> {
  const values = new Map<string, { readonly value: Value }>();
  return {
    get(parts, make) {
      const key = createHash('sha256').update(JSON.stringify(parts)).digest('base64');
      const kept = values.get(key) ?? { value: make() };
      values.delete(key);
      values.set(key, kept);
      const [oldest] = values.keys();
      if (values.size > limit && oldest !== undefined) values.delete(oldest);
      return kept.value;
    },
  };
}
