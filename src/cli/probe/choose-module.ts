import type { ProberDefinition, Target, TargetPolicy } from '../../../probes/contract.ts';
import type { Module } from '../../config/module.ts';
import { usualPolicy } from '../../config/policy/target-policy.ts';
import { builtinModule } from './builtin-module.ts';
import type { ProbeFlags } from './probe-flags.ts';

/** The module of a configuration file when none is named, as on `/probe`. */
const usualModule = 'http_2xx';

/** What is to run, or why nothing can: a line for each mistake. */
export type ModuleChoice =
  | {
      readonly ok: true;
      readonly module: Module;
      readonly target: Target;
      /** Whom probes may speak to, by the configuration. */
      readonly targetPolicy: TargetPolicy;
      /** What the configuration file says that is allowed but not wise. */
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/**
 * The module that the command line asks for: one of the configuration file's, with the target as `/probe` would
 * take it, or without such a file a built-in one ({@link builtinModule}).
 */
export async function chooseModule(
  flags: ProbeFlags,
  probers: ReadonlyMap<string, ProberDefinition>,
): Promise<ModuleChoice> {
  const { configFiles } = flags;
  if (configFiles === undefined) {
    const choice = builtinModule(flags.target, flags.module, probers);
    return choice.ok
      ? { ...choice, targetPolicy: usualPolicy, warnings: [] }
      : { ok: false, mistakes: [choice.message] };
  }
  const [{ loadConfig }, { formatIssue }] = await Promise.all([
    import('../../config/load.ts'),
    import('../../config/issue.ts'),
  ]);
  const loaded = await loadConfig(configFiles, probers);
  if (!loaded.ok) return { ok: false, mistakes: loaded.issues.map(formatIssue) };
  const { modules, proberlessModules } = loaded.config;
  const where = configFiles.join(', ');
  const name = flags.module ?? usualModule;
  const proberless = proberlessModules.get(name);
  if (proberless !== undefined) {
    const problem =
      proberless.proberName === '' ? 'names no prober' : `names an unknown prober "${proberless.proberName}"`;
    return { ok: false, mistakes: [`module "${name}" of ${where} ${problem}`] };
  }
  const module = modules.get(name);
  if (module === undefined) {
    const known = modules.size === 0 ? 'no modules' : [...modules.keys()].join(', ');
    const hint = flags.module === undefined ? '; name another with --module' : '';
    return { ok: false, mistakes: [`unknown module "${name}": ${where} has ${known}${hint}`] };
  }
  const target: Target = { text: flags.target };
  const objection = module.prober.refuse?.(target, module.options);
  if (objection !== undefined) return { ok: false, mistakes: [objection] };
  const { targetPolicy = usualPolicy } = loaded.config;
  return { ok: true, module, target, targetPolicy, warnings: loaded.warnings.map(formatIssue) };
}
