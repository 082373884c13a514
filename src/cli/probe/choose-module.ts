import type { ProberDefinition, Target, TargetPolicy } from '../../../probes/contract.ts';
import { hideSecrets } from '../../../probes/known-secrets.ts';
import { Mapping } from '../../../probes/shared/schema/mapping.ts';
import { Scalar } from '../../../probes/shared/schema/scalar.ts';
import type { Config, Module } from '../../config/module.ts';
import { usualPolicy } from '../../config/policy/target-policy.ts';
import type { YamlValue } from '../../config/yaml-tree.ts';
import { builtinModule } from './builtin-module.ts';
import type { ModuleFlags } from './probe-flags.ts';

/** The module of a configuration file when none is named, as on `/probe`. */
const usualModule = 'http_2xx';

/** A target and the module that it is probed with. */
export interface Chosen {
  readonly module: Module;
  readonly target: Target;
}

/** What is to run, or why nothing can: a line for each mistake. */
export type ModuleChoice =
  | {
      readonly ok: true;
      /** One for each target, in the order of the command line. */
      readonly chosen: readonly Chosen[];
      /** Whom probes may speak to, by the configuration. */
      readonly targetPolicy: TargetPolicy;
      /** What the configuration file or a flag says that is allowed but not wise. */
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly mistakes: readonly string[] };

type OneChoice =
  | { readonly ok: true; readonly chosen: Chosen; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/**
 * The modules that the command line asks for: one of the configuration file's, with the targets as `/probe` would
 * take them, or without such a file built-in ones ({@link builtinModule}); each as the flags change it.
 */
export async function chooseModules(
  flags: ModuleFlags,
  probers: ReadonlyMap<string, ProberDefinition>,
): Promise<ModuleChoice> {
  const fromFile = flags.configFiles === undefined ? undefined : await moduleOfFile(flags, probers);
  if (fromFile?.ok === false) return fromFile;
  const choices = await Promise.all(
    flags.targets.map((text) =>
      fromFile === undefined
        ? builtinChoice(text, flags, probers)
        : changed({ ...fromFile, target: text }, flags, probers),
    ),
  );
  const mistakes = choices.flatMap((choice) => (choice.ok ? [] : choice.mistakes));
  if (mistakes.length > 0) return { ok: false, mistakes: [...new Set(mistakes)] };
  const chosen = choices.flatMap((choice) => (choice.ok ? [choice.chosen] : []));
  const objections = chosen.flatMap(
    ({ module, target }) => module.prober.refuse?.(target, module.options) ?? [],
  );
  if (objections.length > 0) return { ok: false, mistakes: objections };
  const warnings = choices.flatMap((choice) => (choice.ok ? choice.warnings : []));
  const { targetPolicy = usualPolicy } = fromFile ?? {};
  return { ok: true, chosen, targetPolicy, warnings: [...(fromFile?.warnings ?? []), ...new Set(warnings)] };
}

interface FileModule {
  readonly ok: true;
  readonly module: Module;
  /** The module as the file has it. */
  readonly written: YamlValue;
  readonly targetPolicy: TargetPolicy;
  readonly warnings: readonly string[];
}

async function moduleOfFile(
  { configFiles = [], module: asked }: ModuleFlags,
  probers: ReadonlyMap<string, ProberDefinition>,
): Promise<FileModule | Extract<ModuleChoice, { ok: false }>> {
  const [{ loadConfig }, { formatIssue }, { readModules }] = await Promise.all([
    import('../../config/load.ts'),
    import('../../config/issue.ts'),
    import('../../config/read-modules.ts'),
  ]);
  const loaded = await loadConfig(configFiles, probers);
  if (!loaded.ok) return { ok: false, mistakes: loaded.issues.map(formatIssue) };
  const name = asked ?? usualModule;
  const module = loaded.config.modules.get(name);
  if (module === undefined) {
    return { ok: false, mistakes: [missing(name, asked, { config: loaded.config, configFiles })] };
  }
  const written =
    (await readModules(loaded.config.sources, probers, undefined)).parsed.get(name)?.written ?? null;
  const { targetPolicy = usualPolicy } = loaded.config;
  return { ok: true, module, written, targetPolicy, warnings: loaded.warnings.map(formatIssue) };
}

function missing(
  name: string,
  asked: string | undefined,
  { config, configFiles }: { readonly config: Config; readonly configFiles: readonly string[] },
): string {
  const where = configFiles.join(', ');
  const proberless = config.proberlessModules.get(name);
  if (proberless !== undefined) {
    const problem =
      proberless.proberName === ''
        ? 'names no prober'
        : `names an unknown prober "${hideSecrets(proberless.proberName)}"`;
    return `module "${name}" of ${where} ${problem}`;
  }
  const known = config.modules.size === 0 ? 'no modules' : [...config.modules.keys()].join(', ');
  const hint = asked === undefined ? '; name another with --module' : '';
  return `unknown module "${name}": ${where} has ${known}${hint}`;
}

async function builtinChoice(
  text: string,
  flags: ModuleFlags,
  probers: ReadonlyMap<string, ProberDefinition>,
): Promise<OneChoice> {
  const choice = builtinModule(text, flags.module, probers);
  if (!choice.ok) return { ok: false, mistakes: [choice.message] };
  const { module, block } = choice;
  const keys: [string, unknown][] = [['prober', new Scalar(module.prober.name, true)]];
  if (block !== undefined) keys.push([module.prober.name, block]);
  const written = new Mapping(new Map(keys), () => {});
  return changed({ module, written, target: choice.target.text }, flags, probers);
}

/** Whether the flags change nothing of the modules. */
export function isAsItIs({ settings, family, resolve, resolvers }: ModuleFlags): boolean {
  return settings.length + resolve.length + resolvers.length === 0 && family === undefined;
}

interface Changeable {
  readonly module: Module;
  readonly written: YamlValue;
  readonly target: string;
}

/** The module with what the flags change of it; the schemas of the file are loaded only when there is something. */
async function changed(
  { module, written, target: text }: Changeable,
  flags: ModuleFlags,
  probers: ReadonlyMap<string, ProberDefinition>,
): Promise<OneChoice> {
  const { hostname } = flags;
  const target: Target = { text, ...(hostname !== undefined && { hostname }) };
  if (isAsItIs(flags)) return { ok: true, chosen: { module, target }, warnings: [] };
  const [{ flagChanges }, { changedModule }] = await Promise.all([
    import('./flag-changes.ts'),
    import('./module-changes.ts'),
  ]);
  const asked = flagChanges(flags, module.prober.name);
  if (!asked.ok) return asked;
  const result = changedModule({ name: module.name, written }, asked.changes, probers);
  if (!result.ok) return result;
  return { ok: true, chosen: { module: result.module, target }, warnings: result.warnings };
}
