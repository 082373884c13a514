import type { ProberDefinition } from '../../probes/contract.ts';
import { configSchema, type ModuleBlock, type ModuleBlocks } from './config-schema.ts';
import type { ConfigIssue } from './issue.ts';
import type { Config, Module, ProberlessModule } from './module.ts';
import { readConfigFile } from './read-file.ts';
import { type ConfigSource, readYaml } from './read-yaml.ts';
import { shownOptions } from './shown.ts';
import { shownBlock } from './shown-value.ts';
import type { YamlTree } from './yaml-tree.ts';

export type LoadResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly ConfigIssue[] }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/** Reads and parses the configuration file at `path`; see {@link parseConfig}. */
export async function loadConfig(
  path: string,
  probers: ReadonlyMap<string, ProberDefinition>,
): Promise<LoadResult> {
  const file = await readConfigFile(path);
  if (!file.ok) return { ok: false, issues: [file.issue] };
  return parseConfig({ text: file.bytes, fileName: path }, probers);
}

/**
 * Parses a configuration; every mistake of the file is reported at once, in file order. Never throws.
 *
 * A file that is not YAML is reported for its syntax alone.
 */
export function parseConfig(
  source: ConfigSource,
  probers: ReadonlyMap<string, ProberDefinition>,
): LoadResult {
  const read = readYaml(source, configSchema(probers));
  if (!read.ok) return read;
  const shownOf = (name: string) => shownOptions(probers, treeAt(read.root, ['modules', name])?.value);
  return { ok: true, config: configOf(read.value, shownOf), warnings: read.warnings };
}

function treeAt(root: YamlTree, path: readonly string[]): YamlTree | undefined {
  return path.reduce<YamlTree | undefined>((tree, key) => tree?.children.get(key)?.tree, root);
}

function configOf(blocks: ModuleBlocks, shownOf: (name: string) => Module['shown']): Config {
  const modules = new Map<string, Module>();
  const proberlessModules = new Map<string, ProberlessModule>();
  for (const [name, module] of blocks) {
    if (module?.prober === undefined) proberlessModules.set(name, proberless(name, module, shownOf));
    else modules.set(name, moduleOf({ name, ...module, prober: module.prober }, shownOf));
  }
  return { modules, proberlessModules };
}

/** Works out how the module is shown when that is asked for first: it takes longer than all the rest. */
function moduleOf(
  { name, prober, options, timeoutMs }: Omit<Module, 'shown'>,
  shownOf: (name: string) => Module['shown'],
): Module {
  let shown: Module['shown'] | undefined;
  return {
    name,
    prober,
    options,
    timeoutMs,
    get shown() {
      shown ??= shownOf(name);
      return shown;
    },
  };
}

/** What was written as null is shown as an empty block. */
function proberless(
  name: string,
  block: ModuleBlock | null,
  shownOf: (name: string) => Module['shown'],
): ProberlessModule {
  if (block === null) return { name, proberName: '', timeoutMs: 0, shown: shownBlock([]) };
  const { proberName, timeoutMs } = block;
  return { name, proberName, timeoutMs, shown: shownOf(name) };
}
