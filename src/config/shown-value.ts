/**
 * A value of the configuration as it may be shown: plain data, in which what the schemas call a secret is a
 * placeholder already. `null` is a key that is not set and has no default.
 */
export type Shown = ShownScalar | readonly Shown[] | ShownEntries;

export type ShownScalar = string | number | boolean | null | EmptyRegexp;

/** The fixed keys of a block in the order of its schema, or a mapping of free names. */
export interface ShownEntries {
  readonly kind: 'block' | 'map';
  readonly entries: ReadonlyMap<string, Shown>;
  /** Whether it says something even when no key is set, as an empty `basic_auth` does. */
  readonly countsWhenEmpty: boolean;
  /** The keys that were not written. */
  readonly defaults: ReadonlySet<string>;
}

/** An expression that matches everything, which is not the same as none. */
export interface EmptyRegexp {
  readonly kind: 'empty-regexp';
}

type Entries = Iterable<readonly [string, Shown]>;

/** A mapping of free names. */
export function shownMap(entries: Entries): ShownEntries {
  return { kind: 'map', entries: new Map(entries), countsWhenEmpty: false, defaults: new Set() };
}

/** A block; `defaults` are the keys that were not written. */
export function shownBlock(
  entries: Entries,
  facts: { readonly countsWhenEmpty?: boolean; readonly defaults?: Iterable<string> } = {},
): ShownEntries {
  const { countsWhenEmpty = false, defaults = [] } = facts;
  return { kind: 'block', entries: new Map(entries), countsWhenEmpty, defaults: new Set(defaults) };
}

/** Whether the value is a list. */
export function isList(value: Shown): value is readonly Shown[] {
  return Array.isArray(value);
}

/** Whether the value is a block or a mapping of free names. */
export function hasEntries(value: Shown): value is ShownEntries {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind !== 'empty-regexp';
}

/** The value with what is at the path changed, which then counts as written; a value without entries stays as it is. */
export function changed(value: Shown, path: readonly string[], change: (value: Shown) => Shown): Shown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  return hasEntries(value) ? changedEntry(value, key, (entry) => changed(entry, rest, change)) : value;
}

/** The entries with one of them changed, which then counts as written. */
export function changedEntry(
  value: ShownEntries,
  key: string,
  change: (entry: Shown) => Shown,
): ShownEntries {
  const entries = new Map(value.entries).set(key, change(value.entries.get(key) ?? null));
  const defaults = new Set(value.defaults);
  defaults.delete(key);
  return { ...value, entries, defaults };
}
