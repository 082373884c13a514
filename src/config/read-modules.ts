import type { ProberDefinition, TargetPolicy } from '../../probes/contract.ts';
import type { Module } from './module.ts';
import { type ParsedModule, parseFileInSteps } from './parse-file.ts';
import type { ConfigSource } from './read-yaml.ts';
import { withPauses } from './steps.ts';

/** The modules of a configuration, and what is needed to tell which of them a later one has left as they were. */
export interface ReadModules {
  readonly modules: ReadonlyMap<string, Module>;
  readonly parsed: ReadonlyMap<string, ParsedModule>;
  readonly targetPolicy?: TargetPolicy | undefined;
}

/**
 * Reads the modules of a configuration that is known to be good, for a thread of its own, which goes on with its runs
 * meanwhile. Those that `earlier` has in the same words are the same objects.
 */
export async function readModules(
  sources: readonly ConfigSource[],
  probers: ReadonlyMap<string, ProberDefinition>,
  earlier: ReadModules | undefined,
): Promise<ReadModules> {
  const known = earlier === undefined ? {} : { earlier: earlier.parsed };
  const parsed = new Map<string, ParsedModule>();
  let targetPolicy: TargetPolicy | undefined;
  for (const source of sources) {
    const parsing = await withPauses(parseFileInSteps(source, { probers, ...known }));
    if (!parsing.ok) continue;
    targetPolicy ??= parsing.file.targetPolicy;
    for (const [name, module] of parsing.file.modules) parsed.set(name, module);
  }
  const modules = [...parsed].flatMap(([name, { module }]) =>
    module === undefined ? [] : [[name, module] as const],
  );
  return { modules: new Map(modules), parsed, targetPolicy };
}
