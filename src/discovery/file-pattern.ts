import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import picomatch from 'picomatch';
import { isAbsence } from './absence.ts';

/** The files that one entry of `files` means. */
export interface FilePattern {
  /** The entry as an absolute path. */
  readonly path: string;
  /** The folder that all of the files are in. */
  readonly folder: string;
  matches(path: string): boolean;
  /** The paths of the files that are there, in order; rejects when the folder is there and cannot be listed. */
  list(): Promise<readonly string[]>;
}

/**
 * Reads an absolute path whose last part may have `*`, `?` and `[a-z]`, as in Prometheus; what stands before the last
 * part is taken as it is. A `*` matches no dot at the beginning of a name, as in a shell.
 */
export function filePattern(path: string): FilePattern {
  const folder = dirname(path);
  const name = basename(path);
  if (!/[*?[]/.test(name)) {
    return {
      path,
      folder,
      matches: (other) => other === path,
      list: async () => ((await exists(path)) ? [path] : []),
    };
  }
  const isMatch = picomatch(name, { nobrace: true, noextglob: true, nonegate: true });
  return {
    path,
    folder,
    matches: (other) => dirname(other) === folder && isMatch(basename(other)),
    async list() {
      const names = (await namesIn(folder)).filter((each) => isMatch(each));
      return names.sort().map((each) => join(folder, each));
    },
  };
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    return !isAbsence(error);
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}
