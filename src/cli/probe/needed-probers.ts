import type { ProberDefinition } from '../../../probes/contract.ts';
import { proberLoaders } from '../../../probes/prober-loaders.ts';
import { builtinProberName } from './builtin-module.ts';
import { isAsItIs } from './choose-module.ts';
import type { ModuleFlags } from './probe-flags.ts';

/**
 * The probers that the targets of a command line need, by name. All of them where a configuration, or a change of a
 * module, is read by the schemas of all.
 */
export async function neededProbers(flags: ModuleFlags): Promise<ReadonlyMap<string, ProberDefinition>> {
  if (flags.configFiles !== undefined || !isAsItIs(flags)) {
    return (await import('../../../probes/registry.ts')).probers;
  }
  const names = new Set(flags.targets.map((text) => builtinProberName(text, flags.module)));
  const needed = [...proberLoaders].filter(([name]) => names.has(name));
  return new Map(await Promise.all(needed.map(async ([name, load]) => [name, await load()] as const)));
}
