import {
  deprecatedHttpClientKeys,
  type HttpClientOptions,
  httpAuthKeys,
  httpClientKeys,
  httpClientOptions,
} from '../../probes/shared/http-client-options.ts';
import { atMostOne, block, blockOrDefaults } from '../../probes/shared/schema/block.ts';
import { type ConfigIssue, formatIssue } from './issue.ts';
import { readConfigFile } from './read-file.ts';
import { readYaml } from './read-yaml.ts';
import { resolveReferences } from './secret-references.ts';
import { decodeSource } from './source-text.ts';

/** The keys of Prometheus' `http_config` as a whole file, as `promtool --http.config.file` takes one. */
const httpClientConfigSchema = blockOrDefaults(
  block(httpClientKeys, deprecatedHttpClientKeys).check(atMostOne(httpAuthKeys)),
).transform(httpClientOptions);

export type HttpClientConfigReading =
  | { readonly ok: true; readonly client: HttpClientOptions; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/** What is sent where no file says otherwise: no credentials, and the roots of the system are trusted. */
export function plainHttpClient(): HttpClientOptions {
  return httpClientConfigSchema.parse(undefined);
}

/** Reads a file with credentials and TLS settings; every mistake is a line with its place. Never rejects. */
export async function readHttpClientConfig(path: string): Promise<HttpClientConfigReading> {
  const file = await readConfigFile(path);
  if (!file.ok) return refuse([file.issue]);
  const references = await resolveReferences(decodeSource(file.bytes).text);
  const read = readYaml({ text: file.bytes, fileName: path, references }, httpClientConfigSchema);
  return read.ok
    ? { ok: true, client: read.value, warnings: read.warnings.map(formatIssue) }
    : refuse(read.issues);
}

function refuse(issues: readonly ConfigIssue[]): HttpClientConfigReading {
  return { ok: false, mistakes: issues.map(formatIssue) };
}
