import type { Target } from '../../probes/contract.ts';
import { quoted } from '../../probes/shared/schema/values.ts';
import type { Module } from './module.ts';
import { changed, changedEntry, type Shown } from './shown-value.ts';

/** Parameters of `/probe` that are no options of the module. */
const ownParameters: ReadonlySet<string> = new Set(['module', 'target', 'debug']);

/**
 * The target of a request, with the parameters that the module allows; or why it may not be probed, in one sentence. A
 * module that says nothing of parameters takes `hostname` alone, and overlooks others, as the reference does.
 */
export function requestedTarget(
  module: Module,
  query: ReadonlyMap<string, string>,
): { readonly ok: true; readonly target: Target } | { readonly ok: false; readonly problem: string } {
  const text = query.get('target') ?? '';
  const hostname = query.get('hostname') ?? '';
  const target: Target = hostname === '' ? { text } : { text, hostname };
  if (module.allowParams === undefined) return judged(module, target);
  const given = [...query].filter(([name, value]) => !ownParameters.has(name) && value !== '');
  for (const [name, value] of given) {
    const problem = problemOf(module, name, value);
    if (problem !== undefined) return { ok: false, problem };
  }
  const parameters = given.filter(([name]) => name !== 'hostname');
  return judged(
    module,
    parameters.length === 0 ? target : { ...target, parameters: Object.fromEntries(parameters) },
  );
}

/** Why a module may not probe a target; undefined when it may. */
export function objectionTo(module: Module, target: Target): string | undefined {
  const { hostname } = target;
  const problem =
    hostname === undefined || module.allowParams === undefined
      ? undefined
      : problemOf(module, 'hostname', hostname);
  return problem ?? module.prober.refuse?.(target, moduleFor(module, target).options);
}

/** The module with the options that the target's parameters replace; the module itself when there are none. */
export function moduleFor(module: Module, { parameters }: Target): Module {
  if (parameters === undefined) return module;
  const { name, prober, timeoutMs, resolver, captureBodyBytes, targetPolicy, credentialsFor, allowParams } =
    module;
  let { options } = module;
  for (const [key, value] of Object.entries(parameters)) {
    const overridden = prober.overrides?.get(key)?.in(options, value);
    if (overridden?.ok === true) ({ options } = overridden);
  }
  const rest: Required<Omit<Module, 'shown'>> = {
    name,
    prober,
    options,
    timeoutMs,
    resolver,
    captureBodyBytes,
    targetPolicy,
    credentialsFor,
    allowParams,
  };
  return {
    ...rest,
    // Not before somebody asks: the module works it out then.
    get shown() {
      const { shown } = module;
      return changedEntry(shown, prober.name, (block) => withEntries(block, parameters));
    },
  };
}

function judged(module: Module, target: Target): ReturnType<typeof requestedTarget> {
  const problem = module.prober.refuse?.(target, moduleFor(module, target).options);
  return problem === undefined ? { ok: true, target } : { ok: false, problem };
}

/** Why a request may not give a parameter of the module that value; undefined when it may. */
function problemOf(
  { name: moduleName, allowParams, prober, options }: Module,
  name: string,
  value: string,
): string | undefined {
  const which = `Parameter ${quoted(name)} of module ${quoted(moduleName)}`;
  const allowed = allowParams?.get(name);
  if (allowed === undefined) return `${which} is not listed in its allow_params`;
  if (!allowed.fits(value)) {
    return `${which} may not be ${quoted(value)}: its allow_params has ${allowed.patterns.join(', ')}`;
  }
  const overridden = prober.overrides?.get(name)?.in(options, value);
  return overridden?.ok === false ? `${which} ${overridden.problem}, not ${quoted(value)}` : undefined;
}

function withEntries(block: Shown, given: Readonly<Record<string, string>>): Shown {
  return Object.entries(given).reduce((before, [key, value]) => changed(before, [key], () => value), block);
}
