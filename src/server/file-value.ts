import { stat } from 'node:fs/promises';

/** A value made from files. */
export interface FileValue<Value> {
  /** The value as the files now stand; the same object for as long as none of them changes. */
  current(): Promise<Value>;
}

/**
 * Makes a value with `make`, and again after one of the files was changed, replaced or removed. That is found
 * out when somebody asks, by looking at the files' times, sizes and identities and not at what is in them.
 */
export function fileValue<Value>(paths: readonly string[], make: () => Promise<Value>): FileValue<Value> {
  let known: { readonly stamp: string; readonly value: Promise<Value> } | undefined;
  return {
    async current() {
      // Before the files are read: a change in between is then seen the next time.
      const stamp = (await Promise.all(paths.map(stampOf))).join('\n');
      if (known?.stamp !== stamp) known = { stamp, value: make() };
      return await known.value;
    },
  };
}

async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeNs, ctimeNs, size, dev, ino } = await stat(path, { bigint: true });
    return `${mtimeNs} ${ctimeNs} ${size} ${dev} ${ino}`;
  } catch {
    return 'cannot be read';
  }
}
