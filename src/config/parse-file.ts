import type { z } from 'zod';
import type { ProberDefinition, TargetPolicy } from '../../probes/contract.ts';
import { Mapping } from '../../probes/shared/schema/mapping.ts';
import {
  type ModuleBlock,
  moduleSchema,
  targetPolicySchema,
  topLevelSchema,
  vantageSchema,
} from './config-schema.ts';
import type { ConfigIssue } from './issue.ts';
import type { KnownModule } from './known-modules.ts';
import type { Module } from './module.ts';
import { rememberNamedSecrets } from './named-secrets.ts';
import { type ConfigSource, openYamlInSteps, type YamlFile } from './read-yaml.ts';
import { isSameYaml } from './same-yaml.ts';
import type { VantagePoint } from './schedule.ts';
import { shownOptions } from './shown.ts';
import { shownBlock } from './shown-value.ts';
import { atOnce, type Steps } from './steps.ts';
import { treeAt } from './yaml-place.ts';
import type { TreeProblem, YamlTree, YamlValue } from './yaml-tree.ts';

/** One file of a configuration, read without the others: all of it but its schedules. */
export interface ParsedFile {
  readonly yaml: YamlFile;
  /** By name in file order. */
  readonly modules: ReadonlyMap<string, ParsedModule>;
  /** Absent when the file has no block `vantage`, or one with mistakes. */
  readonly vantage?: VantagePoint | undefined;
  /** Absent when the file has no block `target_policy`, or one with mistakes. */
  readonly targetPolicy?: TargetPolicy | undefined;
  readonly problems: readonly TreeProblem[];
  readonly warnings: readonly TreeProblem[];
}

export interface ParsedModule extends KnownModule {
  readonly written: YamlValue;
}

export type FileParsing =
  | { readonly ok: true; readonly file: ParsedFile }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

export interface FileParsingOptions {
  readonly probers: ReadonlyMap<string, ProberDefinition>;
  /**
   * The modules of an earlier version. One that is written as before is taken over as the same object, so that what is
   * kept for a module outlives a reload.
   */
  readonly earlier?: ReadonlyMap<string, ParsedModule>;
}

/** Reads one file of a configuration, apart from its schedules; fails on one that is not YAML. Never throws. */
export function parseFile(source: ConfigSource, options: FileParsingOptions): FileParsing {
  return atOnce(parseFileInSteps(source, options));
}

/** {@link parseFile}, for a long file in steps of some milliseconds. */
export function* parseFileInSteps(source: ConfigSource, options: FileParsingOptions): Steps<FileParsing> {
  const opened = yield* openYamlInSteps(source);
  if (!opened.ok) return opened;
  const yaml = opened.file;
  const problems = [...yaml.problems];
  const warnings: TreeProblem[] = [];
  const read: YamlFile['read'] = (schema, path) => {
    const reading = yaml.read(schema, path);
    warnings.push(...reading.warnings);
    if (!reading.ok) problems.push(...reading.problems);
    return reading;
  };

  read(topLevelSchema, []);
  const readBlock = <Value>(key: string, schema: z.ZodType<Value>): Value | undefined => {
    if ((treeAt(yaml.root, [key])?.value ?? null) === null) return undefined;
    const reading = read(schema, [key]);
    return reading.ok ? reading.value : undefined;
  };
  const vantage = readBlock('vantage', vantageSchema);
  const targetPolicy = readBlock('target_policy', targetPolicySchema);
  const schema = moduleSchema(options.probers);
  const modules = new Map<string, ParsedModule>();
  for (const [key, { tree }] of mappingAt(yaml, 'modules')) {
    const name = String(key);
    rememberNamedSecrets(tree.value);
    const reading = read(schema, ['modules', name]);
    const known = reading.ok ? knownModule(name, { block: reading.value, written: tree.value }, options) : {};
    modules.set(name, { ...known, written: tree.value });
    yield;
  }
  return {
    ok: true,
    file: {
      yaml,
      modules,
      vantage,
      targetPolicy,
      problems,
      warnings,
    },
  };
}

function mappingAt({ root }: YamlFile, key: string): YamlTree['children'] {
  const tree = treeAt(root, [key]);
  return tree?.value instanceof Mapping ? tree.children : new Map();
}

interface WrittenModule {
  readonly block: ModuleBlock | null;
  readonly written: YamlValue;
}

function knownModule(
  name: string,
  { block, written }: WrittenModule,
  { probers, earlier }: FileParsingOptions,
): KnownModule {
  const before = earlier?.get(name);
  if (before !== undefined && isSameYaml(before.written, written)) {
    const { module, proberless } = before;
    if (module !== undefined || proberless !== undefined) return { module, proberless };
  }
  // What was written as null is shown as an empty block.
  const shown = () => (block === null ? shownBlock([]) : shownOptions(probers, written));
  const { proberName, prober, options, timeoutMs, ...rest } = block ?? {
    proberName: '',
    timeoutMs: 0,
  };
  return prober === undefined
    ? { proberless: { name, proberName, timeoutMs, shown: shown() } }
    : { module: moduleOf({ name, prober, options, timeoutMs, ...rest }, shown) };
}

/** Works out how the module is shown when that is asked for first: it takes longer than all the rest. */
function moduleOf(module: Omit<Module, 'shown'>, shownNow: () => Module['shown']): Module {
  let shown: Module['shown'] | undefined;
  return {
    ...module,
    get shown() {
      shown ??= shownNow();
      return shown;
    },
  };
}
