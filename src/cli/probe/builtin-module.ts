import type { ProberDefinition, Target } from '../../../probes/contract.ts';
import { Mapping } from '../../../probes/shared/schema/mapping.ts';
import { Scalar } from '../../../probes/shared/schema/scalar.ts';
import type { Module } from '../../config/module.ts';
import { shownBlock } from '../../config/shown-value.ts';
import { parseDnsUrl } from './dns-url.ts';

/** The time a built-in module gives a run. */
const timeoutMs = 10_000;

/** Which prober checks the targets of a URL scheme. */
const proberOfScheme: ReadonlyMap<string, string> = new Map([
  ['http', 'http'],
  ['https', 'http'],
  ['tcp', 'tcp'],
  ['icmp', 'icmp'],
  ['tls', 'tls'],
  ['dns', 'dns'],
  ['grpc', 'grpc'],
  ['grpcs', 'grpc'],
  ['unix', 'unix'],
  ['ws', 'websocket'],
  ['wss', 'websocket'],
  ['statuspage', 'statuspage'],
]);

/** Schemes that a target has for our sake only. */
const schemesOfOurs: ReadonlySet<string> = new Set(['tcp', 'icmp', 'grpc', 'grpcs', 'unix', 'statuspage']);

/** A module with the target it is to probe, or why there is none: a sentence. */
export type BuiltinChoice =
  | {
      readonly ok: true;
      readonly module: Module;
      readonly target: Target;
      /** The block of the prober as a file would have it; absent, there is none. */
      readonly block?: Mapping | undefined;
    }
  | { readonly ok: false; readonly message: string };

/**
 * The module for a target when no configuration file says one: the prober's defaults under the prober's name.
 *
 * Without a `name` the target's scheme decides; without a scheme `host:port` is tcp and anything else http,
 * as curl reads it. A scheme that is ours alone, such as `tcp://`, is taken off for the prober. A `dns://` URL says
 * what to ask beside whom ({@link parseDnsUrl}).
 */
export function builtinModule(
  text: string,
  name: string | undefined,
  probers: ReadonlyMap<string, ProberDefinition>,
): BuiltinChoice {
  const scheme = schemeOf(text);
  if (name === undefined && /^unix:\/*$/iu.test(text)) {
    return { ok: false, message: `"${text}" names no socket: write unix:/path` };
  }
  const proberName = builtinProberName(text, name);
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
  if (proberName === 'dns' && scheme === 'dns') return dnsModule(text, prober);
  const block = proberName === 'grpc' ? grpcBlock(scheme === 'grpcs') : undefined;
  const options = prober.options.parse(block);
  const module: Module = { name: proberName, prober, options, timeoutMs, shown: shownBlock([]) };
  const isOfOurs =
    scheme !== undefined && schemesOfOurs.has(scheme) && proberOfScheme.get(scheme) === proberName;
  const bare = isOfOurs ? withoutScheme(text, scheme) : text;
  return { ok: true, module, target: { text: bare }, block };
}

/** The name of the prober for a target, which need not be one; `undefined` for a scheme that none checks. */
export function builtinProberName(text: string, name: string | undefined): string | undefined {
  const scheme = schemeOf(text);
  return name ?? (scheme === undefined ? guess(text) : proberOfScheme.get(scheme));
}

function dnsModule(text: string, prober: ProberDefinition): BuiltinChoice {
  const url = parseDnsUrl(text);
  if (!url.ok) return url;
  const options = prober.options.safeParse(url.block);
  if (!options.success) {
    const mistakes = options.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    return { ok: false, message: mistakes.join('; ') };
  }
  const module: Module = { name: 'dns', prober, options: options.data, timeoutMs, shown: shownBlock([]) };
  return { ok: true, module, target: { text: url.server }, block: url.block };
}

/** A path needs no slashes behind `unix:`, and may begin with the `@` of an abstract socket. */
function schemeOf(text: string): string | undefined {
  const isUnix = /^unix:(?=[/@.])/iu.test(text);
  return isUnix ? 'unix' : /^([a-z][a-z0-9+.-]*):\/\//iu.exec(text)?.[1]?.toLowerCase();
}

/** A block that is there, because one that is left out allows no IPv4 address. */
function grpcBlock(tls: boolean): Mapping {
  return new Mapping(new Map([['tls', new Scalar(String(tls), true)]]), () => {});
}

/** What a prober takes for a target in the place of a URL: an ICMP target is a bare host, IPv6 too. */
function withoutScheme(text: string, scheme: string): string {
  if (scheme === 'unix') return text.replace(/^unix:(?:\/\/(?=[/@]))?/iu, '');
  const rest = text.slice(`${scheme}://`.length);
  return scheme === 'icmp' ? rest.replace(/\/$/u, '').replace(/^\[(.*)\]$/u, '$1') : rest;
}

function guess(text: string): string {
  return /^(?:\[[^\]]+\]|[^:/?#@[\]]+):[^:/?#@]+$/u.test(text) ? 'tcp' : 'http';
}
