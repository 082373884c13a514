import { keyMeanings } from './key-meanings.ts';

/** What the documents say of a key. */
export interface KeyMeaning {
  /** `list of texts`; empty where the documents do not say. */
  readonly type: string;
  /** What the key is when nothing is written; empty when that is nothing. */
  readonly usual: string;
  readonly meaning: string;
  /** The page and the heading, from the root of the repository: `docs/configuration.md#a-module`. */
  readonly page: string;
}

/** A place in a configuration: names of keys; `NAME` stands for a name that its user chooses. */
export type KeyPath = readonly string[];

/**
 * What the documents say of the key at `path`; `undefined` for a name that its user chooses, and for none of ours. A block
 * that may stand in several places is described once, under the end of its path.
 */
export function meaningOf(path: KeyPath): KeyMeaning | undefined {
  const key = path.at(-1) ?? '';
  const above = path.slice(0, -1);
  for (let start = 0; start <= above.length; start += 1) {
    const block = keyMeanings[above.slice(start).join('.')];
    const isWhole = start === 0 || start < above.length;
    const meaning = isWhole && block !== undefined && Object.hasOwn(block, key) ? block[key] : undefined;
    if (meaning !== undefined) return meaning;
  }
  return undefined;
}
