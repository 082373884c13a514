import type { ProberDefinition } from '../../../probes/contract.ts';
import { Mapping } from '../../../probes/shared/schema/mapping.ts';
import { Scalar } from '../../../probes/shared/schema/scalar.ts';
import { moduleSchema } from '../../config/config-schema.ts';
import { formatPath } from '../../config/issue.ts';
import type { Module } from '../../config/module.ts';
import { shownOptions } from '../../config/shown.ts';
import type { YamlValue } from '../../config/yaml-tree.ts';

/** What a flag changes of a module. */
export interface ModuleChange {
  /** The keys down to the place: `['http', 'method']`. */
  readonly path: readonly string[];
  readonly value: YamlValue;
  /** The flag as it was given, for whoever made a mistake in it. */
  readonly flag: string;
}

export type ChangedModule =
  | { readonly ok: true; readonly module: Module; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/**
 * The module with changes, which are read and judged by the schemas of the configuration file, as if they had been
 * written there. `written` is the module as its file has it, aliases and merges resolved.
 */
export function changedModule(
  { name, written }: { readonly name: string; readonly written: YamlValue },
  changes: readonly ModuleChange[],
  probers: ReadonlyMap<string, ProberDefinition>,
): ChangedModule {
  const warnings: string[] = [];
  const told = changes.map((change) => ({ ...change, warn: (text: string) => warnings.push(text) }));
  const block = told.reduce<YamlValue>((value, change) => put(value, change.path, change), written);
  const reading = moduleSchema(probers).safeParse(block);
  if (!reading.success) {
    const mistakes = reading.error.issues.map(({ path, message }) => mistake(path, message, changes));
    return { ok: false, mistakes };
  }
  const { proberName: _name, prober, options, timeoutMs = 0, ...rest } = reading.data ?? {};
  if (prober === undefined) return { ok: false, mistakes: [`module "${name}" has no prober that exists`] };
  const shown = shownOptions(probers, block);
  const module = { name, prober, options, timeoutMs, ...rest, shown };
  return { ok: true, module, warnings };
}

/** `written` with the value at that path; a place that is empty or no mapping becomes one. */
function put(
  written: YamlValue,
  path: readonly string[],
  change: ModuleChange & { readonly warn: (text: string) => void },
): YamlValue {
  const [key, ...rest] = path;
  if (key === undefined) return change.value;
  const entries = new Map(written instanceof Mapping ? written.entries : []);
  const below = entries.get(key);
  entries.set(key, put(isYamlValue(below) ? below : null, rest, change));
  return new Mapping(entries, (at, message) => change.warn(`${change.flag}: ${at}: ${message}`));
}

function isYamlValue(value: unknown): value is YamlValue {
  return value === null || value instanceof Scalar || value instanceof Mapping || Array.isArray(value);
}

function mistake(path: readonly PropertyKey[], message: string, changes: readonly ModuleChange[]): string {
  const culprit =
    changes.find((change) => change.path.every((key, index) => path[index] === key)) ??
    changes.find((change) => path.every((key, index) => change.path[index] === key));
  if (culprit === undefined) return `${formatPath(path)}: ${message}`;
  // Several flags may make one list, and the message says which of them it means.
  const isSetting = culprit.flag.startsWith('--set ');
  const further = path.slice(culprit.path.length).filter((step) => isSetting || typeof step !== 'number');
  const place = further.length === 0 ? '' : `${formatPath(further)}: `;
  return `${culprit.flag}: ${place}${message}`;
}
