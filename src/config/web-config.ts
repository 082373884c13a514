import { dirname } from 'node:path';
import type { ConfigIssue } from './issue.ts';
import { readConfigFile } from './read-file.ts';
import { readYaml } from './read-yaml.ts';
import { type References, resolveReferences } from './secret-references.ts';
import { decodeSource } from './source-text.ts';
import { type WebConfig, webConfigSchema } from './web-config-schema.ts';

export type WebConfigReading =
  | { readonly ok: true; readonly config: WebConfig }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/** Reads the file of `--web.config.file`; the files that it names are not looked at. Never rejects. */
export async function readWebConfig(path: string): Promise<WebConfigReading> {
  const file = await readConfigFile(path);
  if (!file.ok) return { ok: false, issues: [file.issue] };
  const references = await resolveReferences(decodeSource(file.bytes).text);
  return parseWebConfig(file.bytes, path, references);
}

/**
 * Parses the file of `--web.config.file`; every mistake is reported at once. A file without content asks for
 * nothing. Paths in it are relative to its own folder.
 */
export function parseWebConfig(
  content: string | Uint8Array,
  path: string,
  references: References = new Map(),
): WebConfigReading {
  const text = isBlank(content) ? '{}' : content;
  const read = readYaml({ text, fileName: path, references }, webConfigSchema(dirname(path)));
  return read.ok ? { ok: true, config: read.value } : read;
}

/** Whether a file has nothing but comments, which YAML does not take for a document. */
function isBlank(content: string | Uint8Array): boolean {
  const lines = Buffer.from(content).toString('utf8').split('\n');
  return lines.every((line) => /^\s*(?:#.*)?$/.test(line));
}
