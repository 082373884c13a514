import { readFile } from 'node:fs/promises';
import type { ConfigIssue } from './issue.ts';

export type ConfigFile =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly issue: ConfigIssue };

/** The bytes of the configuration file at `path`, or why there are none. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  try {
    return { ok: true, bytes: await readFile(path) };
  } catch (error) {
    return { ok: false, issue: unreadable(path, error) };
  }
}

/** Says that the configuration file at `path` could not be read. */
export function unreadable(path: string, error: unknown): ConfigIssue {
  return { file: path, path: '', message: `cannot read the configuration file: ${readFailure(error)}` };
}

/** Why a file could not be read, for the end of a sentence. */
export function readFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return readFailures.get(code) ?? code;
}

const readFailures = new Map([
  ['ENOENT', 'it does not exist'],
  ['EACCES', 'permission denied'],
  ['EISDIR', 'it is a directory'],
]);
