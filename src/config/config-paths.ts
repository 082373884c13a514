import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ConfigIssue } from './issue.ts';
import { unreadable } from './read-file.ts';

/** What one path of the command line stands for. */
export interface PathListing {
  readonly path: string;
  /** The path itself, or the files of the folder; none when there is an issue. */
  readonly files: readonly string[];
  /** Why it stands for no file. */
  readonly issue?: ConfigIssue;
}

/**
 * The configuration files at `paths`, in their order: files, or folders with all that end in .yml or .yaml, sorted by
 * name, without hidden ones. A file that is named twice counts once. Never rejects.
 */
export async function listConfigFiles(paths: readonly string[]): Promise<readonly PathListing[]> {
  const listings = await Promise.all(paths.map(listPath));
  const seen = new Set<string>();
  return listings.map((listing) => ({
    ...listing,
    files: listing.files.filter((file) => {
      const place = resolve(file);
      const isNew = !seen.has(place);
      seen.add(place);
      return isNew;
    }),
  }));
}

async function listPath(path: string): Promise<PathListing> {
  try {
    if (!(await stat(path)).isDirectory()) return { path, files: [path] };
    const entries = await readdir(path, { withFileTypes: true });
    const names = entries
      .filter((entry) => /^[^.].*\.ya?ml$/.test(entry.name) && !entry.isDirectory())
      .map(({ name }) => name);
    if (names.length > 0) return { path, files: names.sort().map((name) => join(path, name)) };
    const message = 'the folder has no configuration file: none that ends in .yml or .yaml';
    return { path, files: [], issue: { file: path, path: '', message } };
  } catch (error) {
    return { path, files: [], issue: unreadable(path, error) };
  }
}
