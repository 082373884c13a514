import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { ProberDefinition } from '../../probes/contract.ts';
import { tlsOptions } from '../../probes/shared/tls/options.ts';
import { prepareTls } from '../../probes/shared/tls/preparation.ts';
import { listConfigFiles } from './config-paths.ts';
import type { ConfigIssue } from './issue.ts';
import { type NamedFile, type NamedTls, namedFiles } from './named-files.ts';
import { readConfigFile, readFailure } from './read-file.ts';
import { openYaml } from './read-yaml.ts';
import { resolveReferences } from './secret-references.ts';
import { decodeSource } from './source-text.ts';
import type { TreeProblem } from './yaml-tree.ts';

/**
 * Warns of what modules name that is not there or no PEM where PEM must be: files are read for each probe, so that a
 * configuration loads without them. For configurations that load.
 */
export async function fileWarnings(
  paths: readonly string[],
  probers: ReadonlyMap<string, ProberDefinition>,
): Promise<readonly ConfigIssue[]> {
  const listings = await listConfigFiles(paths);
  const names = listings.flatMap(({ files }) => files);
  return (await Promise.all(names.map((name) => warningsOf(name, probers)))).flat();
}

async function warningsOf(
  fileName: string,
  probers: ReadonlyMap<string, ProberDefinition>,
): Promise<readonly ConfigIssue[]> {
  const file = await readConfigFile(fileName);
  if (!file.ok) return [];
  const references = await resolveReferences(decodeSource(file.bytes).text);
  const opened = openYaml({ text: file.bytes, fileName, references });
  if (!opened.ok) return [];
  const yaml = opened.file;
  const problems = await Promise.all(
    namedFiles(yaml.root, probers).map((named) =>
      named.kind === 'file' ? problemOfFile(named) : problemOfTls(named),
    ),
  );
  return yaml.issuesOf(problems.flatMap((problem) => problem ?? []));
}

async function problemOfFile({ name, offset, path }: NamedFile): Promise<TreeProblem | undefined> {
  const why = await unreadable(name);
  if (why === undefined) return undefined;
  return { offset, path, message: `fails every probe that needs it: cannot read ${name}: ${why}` };
}

/** What is wrong with the texts themselves; a file that cannot be read, or a store that is not there, is told elsewhere. */
async function problemOfTls({ tree, files, path }: NamedTls): Promise<TreeProblem | undefined> {
  const options = tlsOptions.parse(tree.value);
  const sources = [options.ca, options.cert, options.key].filter((source) => source !== undefined);
  if (sources.length === 0 || sources.some(({ kind }) => kind === 'ref')) return undefined;
  for (const { name } of files) if ((await unreadable(name)) !== undefined) return undefined;
  const prepared = await prepareTls(options, { signal: new AbortController().signal, atMs: Date.now() });
  if (prepared.ok) return undefined;
  const { detail } = prepared.failure;
  return { offset: tree.offset, path, message: `fails every probe that uses TLS: ${detail}` };
}

async function unreadable(name: string): Promise<string | undefined> {
  try {
    if ((await stat(name)).isDirectory()) return 'it is a directory';
    await access(name, constants.R_OK);
    return undefined;
  } catch (error) {
    return readFailure(error);
  }
}
