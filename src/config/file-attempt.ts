import { createHash } from 'node:crypto';
import type { PathListing } from './config-paths.ts';
import type { ConfigIssue } from './issue.ts';
import { type FileParsing, type FileParsingOptions, parseFileInSteps } from './parse-file.ts';
import { readConfigFile } from './read-file.ts';
import { resolveReferences } from './secret-references.ts';
import { decodeSource } from './source-text.ts';
import { withPauses } from './steps.ts';

/** A configuration file as it was read. */
export interface ConfigFileContent {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** One reading of a configuration file. */
export interface Attempt {
  readonly path: string;
  readonly parsing: FileParsing;
  /** Of the content and what it refers to; absent when the file could not be read. */
  readonly sha256?: string;
}

export interface AttemptOptions extends FileParsingOptions {
  /** Earlier attempts, of which one with the same content need not be made again. */
  readonly known?: readonly (Attempt | undefined)[];
  /** Looks at a content before it is parsed; the issues that it finds refuse the file. */
  readonly check?: ((file: ConfigFileContent) => Promise<readonly ConfigIssue[]>) | undefined;
}

/** Reads the configuration file at `path`. Never rejects. */
export async function attemptFile(path: string, options: AttemptOptions): Promise<Attempt> {
  const file = await readConfigFile(path);
  if (!file.ok) return { path, parsing: { ok: false, issues: [file.issue] } };
  const references = await resolveReferences(decodeSource(file.bytes).text);
  const sha256 = createHash('sha256')
    .update(file.bytes)
    .update(JSON.stringify([...references]))
    .digest('hex');
  const same = options.known?.find((attempt) => attempt?.sha256 === sha256);
  if (same !== undefined) return same;
  const issues = (await options.check?.({ path, bytes: file.bytes })) ?? [];
  if (issues.length > 0) return { path, sha256, parsing: { ok: false, issues } };
  const steps = parseFileInSteps({ text: file.bytes, fileName: path, references }, options);
  return { path, sha256, parsing: await withPauses(steps) };
}

/** Reads the configuration files at every path for the first time; a path without files is an attempt that failed. */
export function firstAttempts(
  listings: readonly PathListing[],
  probers: FileParsingOptions['probers'],
): Promise<readonly Attempt[]> {
  return Promise.all(
    listings.flatMap(({ path, files, issue }): readonly Promise<Attempt>[] =>
      issue === undefined
        ? files.map((file) => attemptFile(file, { probers }))
        : [Promise.resolve({ path, parsing: { ok: false, issues: [issue] } })],
    ),
  );
}
