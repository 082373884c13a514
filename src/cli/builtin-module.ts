import type { ProberDefinition, Target } from '../../probes/contract.ts';
import type { Module } from '../config/module.ts';

/** The time a built-in module gives a run. */
const timeoutMs = 10_000;

/** Which prober checks the targets of a URL scheme. */
const proberOfScheme: ReadonlyMap<string, string> = new Map([
  ['http', 'http'],
  ['https', 'http'],
  ['tcp', 'tcp'],
]);

/** A module with the target it is to probe, or why there is none: a sentence. */
export type BuiltinChoice =
  | { readonly ok: true; readonly module: Module; readonly target: Target }
  | { readonly ok: false; readonly message: string };

/**
 * The module for a target when no configuration file says one: the prober's defaults under the prober's name.
 *
 * Without a `name` the target's scheme decides; without a scheme `host:port` is tcp and anything else http,
 * as curl reads it. The scheme `tcp://` is ours alone and is taken off for the prober.
 */
export function builtinModule(
  text: string,
  name: string | undefined,
  probers: ReadonlyMap<string, ProberDefinition>,
): BuiltinChoice {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//iu.exec(text)?.[1]?.toLowerCase();
  const proberName = name ?? (scheme === undefined ? guess(text) : proberOfScheme.get(scheme));
  if (proberName === undefined) {
    const known = [...proberOfScheme.keys()].map((word) => `${word}://`).join(', ');
    return { ok: false, message: `no built-in module checks ${scheme}:// targets; known are ${known}` };
  }
  const builtin = new Set(proberOfScheme.values());
  const prober = builtin.has(proberName) ? probers.get(proberName) : undefined;
  if (prober === undefined) {
    const known = [...builtin].join(', ');
    return { ok: false, message: `unknown module "${proberName}"; the built-in ones are ${known}` };
  }
  const module: Module = { name: proberName, prober, options: prober.options.parse(undefined), timeoutMs };
  const bare = proberName === 'tcp' && scheme === 'tcp' ? text.slice('tcp://'.length) : text;
  return { ok: true, module, target: { text: bare } };
}

function guess(text: string): string {
  return /^(?:\[[^\]]+\]|[^:/?#@[\]]+):[^:/?#@]+$/u.test(text) ? 'tcp' : 'http';
}
