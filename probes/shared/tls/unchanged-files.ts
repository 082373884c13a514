import { stat } from 'node:fs/promises';

/** The files that something is made of, and whatever else it depends on. */
export interface MadeOf {
  readonly paths: readonly string[];
  readonly options?: readonly string[];
  /** Wall time of the question, in milliseconds. */
  readonly atMs: number;
}

/** Keeps what was made of files for as long as they stay the same. */
export interface UnchangedFiles<Value> {
  /** What `make` gave for these files, or gives now. What it throws is passed on and nothing kept. */
  readonly get: (from: MadeOf, make: () => Promise<Value>) => Promise<Value>;
}

/**
 * A file that was written a moment ago may be written again within the same tick of its file system's clock, and look the
 * same. Two seconds are the coarsest ticks there are, those of FAT.
 */
const settledAfterMs = 2000;

/** A cache of at most `limit` values, the least recently used of which goes first. Files are looked at each time. */
export function unchangedFiles<Value>(limit: number): UnchangedFiles<Value> {
  const kept = new Map<string, { readonly version: string; readonly value: Value }>();
  return {
    async get({ paths, options = [], atMs }, make) {
      const key = JSON.stringify([paths, options]);
      const version = await versionOf(paths, atMs);
      const known = kept.get(key);
      kept.delete(key);
      const same = known !== undefined && known.version === version ? known : undefined;
      const value = same === undefined ? await make() : same.value;
      if (version === undefined) return value;
      kept.set(key, { version, value });
      const [oldest] = kept.keys();
      if (kept.size > limit && oldest !== undefined) kept.delete(oldest);
      return value;
    },
  };
}

/** Differs when a file was changed or replaced; `undefined` where that cannot be told. */
async function versionOf(paths: readonly string[], atMs: number): Promise<string | undefined> {
  try {
    const all = await Promise.all(paths.map((path) => stat(path, { bigint: true })));
    const isSettled = all.every(
      ({ mtimeMs, ctimeMs }) => atMs - Number(max(mtimeMs, ctimeMs)) > settledAfterMs,
    );
    if (!isSettled) return undefined;
    return all
      .map(({ dev, ino, size, mtimeNs, ctimeNs }) => [dev, ino, size, mtimeNs, ctimeNs].join(' '))
      .join('\n');
  } catch {
    return undefined;
  }
}

function max(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
