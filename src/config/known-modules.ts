import type { z } from 'zod';
import { nearestName } from '../../probes/shared/schema/nearest-name.ts';
import { quoted, scalar } from '../../probes/shared/schema/values.ts';
import type { Module, ProberlessModule } from './module.ts';

/** A module as far as it is one: with neither when mistakes of its own keep it from being used. */
export interface KnownModule {
  readonly module?: Module | undefined;
  readonly proberless?: ProberlessModule | undefined;
}

/** The modules that schedules may name, those of all files. */
export interface KnownModules {
  readonly byName: ReadonlyMap<string, KnownModule>;
  /** Whether there may be more of them, in a file that cannot be read: then none is said to be missing. */
  readonly mayHaveMore: boolean;
}

/** The name of a module that can probe. */
export function moduleReference(modules: KnownModules): z.ZodType<KnownModule> {
  return scalar('the name of a module', ({ text }, refuse) => {
    const problem = problemOfModule(text, modules);
    return problem === undefined ? (modules.byName.get(text) ?? {}) : refuse(problem);
  });
}

/** Why there is no module of that name to probe with; nothing when there is one. */
export function problemOfModule(name: string, { byName, mayHaveMore }: KnownModules): string | undefined {
  const known = byName.get(name);
  if (known?.proberless !== undefined) return `the module ${quoted(name)} has no prober; give it one`;
  if (known !== undefined || mayHaveMore) return undefined;
  const names = [...byName.keys()];
  const near = nearestName(name, names);
  const isShort = names.length > 0 && names.length <= 12;
  const hint = isShort ? `known are ${names.join(', ')}` : 'add it under modules';
  return `unknown module ${quoted(name)}${near === undefined ? `; ${hint}` : `, did you mean "${near}"?`}`;
}
