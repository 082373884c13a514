import type { ProberDefinition } from '../../probes/contract.ts';
import type { Module } from './module.ts';
import { type ParsedModule, parseFile } from './parse-file.ts';
import type { ConfigSource } from './read-yaml.ts';

/** The modules of a configuration, and what is needed to tell which of them a later one has left as they were. */
export interface ReadModules {
  readonly modules: ReadonlyMap<string, Module>;
  readonly parsed: ReadonlyMap<string, ParsedModule>;
}

/**
 * Reads the modules of a configuration that is known to be good, for a thread of its own. Those that `earlier` has in
 * the same words are the same objects.
 */
export function readModules(
  sources: readonly ConfigSource[],
  probers: ReadonlyMap<string, ProberDefinition>,
  earlier: ReadModules | undefined,
): ReadModules {
  const known = earlier === undefined ? {} : { earlier: earlier.parsed };
  const parsed = new Map(
    sources.flatMap((source) => {
      const parsing = parseFile(source, { probers, ...known });
      return parsing.ok ? [...parsing.file.modules] : [];
    }),
  );
  const modules = [...parsed].flatMap(([name, { module }]) =>
    module === undefined ? [] : [[name, module] as const],
  );
  return { modules: new Map(modules), parsed };
}
