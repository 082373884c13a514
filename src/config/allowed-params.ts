/**
 * `allow_params` of a module: which parameters of a request may replace what, so that one module serves many targets
 * and whoever reaches `/probe` chooses no more than was meant.
 */
import { z } from 'zod';
import type { ProberDefinition } from '../../probes/contract.ts';
import { nearestName } from '../../probes/shared/schema/nearest-name.ts';
import { goString, kindOf, mapOf, quoted } from '../../probes/shared/schema/values.ts';
import { parseHostPattern } from './policy/host-pattern.ts';
import { readHost } from './policy/written-host.ts';

/** The values that a parameter may have. */
export interface AllowedValues {
  /** As written. */
  readonly patterns: readonly string[];
  readonly fits: (value: string) => boolean;
}

/** By the name of the parameter. One that is not there may have no value. */
export type AllowedParams = ReadonlyMap<string, AllowedValues>;

/** A pattern or a list of them, as they were written. */
const patterns = z.unknown().transform((written, context): readonly string[] => {
  const isList = Array.isArray(written);
  const elements: readonly unknown[] = isList ? written : [written];
  const refuse = (message: string, path: PropertyKey[] = []): void => {
    context.issues.push({ code: 'custom', message, path, input: written });
  };
  if (elements.length === 0) refuse('has no patterns; give one, or remove the parameter');
  return elements.flatMap((element, index) => {
    const text = goString.safeParse(element);
    if (text.success && text.data !== '') return [text.data];
    const kind = text.success ? 'an empty text' : kindOf(element);
    refuse(`must be a pattern such as GET or *.example.com, not ${kind}`, isList ? [index] : []);
    return [];
  });
});

/** The block `allow_params` as it is written, with its patterns by parameter. */
export const writtenParams: z.ZodType<ReadonlyMap<string, readonly string[]>> = mapOf(patterns);

/** A mistake in the block, at a place in it. */
export interface ParamMistake {
  readonly path: readonly string[];
  readonly message: string;
}

/** Reads the patterns for modules of a prober, of whose options these are parameters. */
export function allowedParams(
  written: ReadonlyMap<string, readonly string[]>,
  prober: ProberDefinition,
): { readonly params: AllowedParams; readonly mistakes: readonly ParamMistake[] } {
  const known = ['hostname', ...(prober.overrides?.keys() ?? [])];
  const params = new Map<string, AllowedValues>();
  const mistakes: ParamMistake[] = [];
  for (const [name, texts] of written) {
    if (!known.includes(name)) {
      const near = nearestName(name, known);
      const hint = near === undefined ? `use ${known.join(', ')}` : `did you mean "${near}"?`;
      const message = `is no parameter of modules with the prober ${prober.name}; ${hint}`;
      mistakes.push({ path: [name], message });
      continue;
    }
    const fits = texts.map((text) => ({ text, pattern: patternOf(name, text) }));
    const bad = fits.find(({ pattern }) => pattern === undefined);
    if (bad !== undefined) {
      const message = `must be a host name such as api.example.com or *.example.com, not ${quoted(bad.text)}`;
      mistakes.push({ path: [name], message });
    }
    params.set(name, {
      patterns: texts,
      fits: (value) => fits.some(({ pattern }) => pattern?.(value) === true),
    });
  }
  return { params, mistakes };
}

type Pattern = (value: string) => boolean;

function patternOf(name: string, text: string): Pattern | undefined {
  if (name !== 'hostname') return textPattern(text);
  const host = parseHostPattern(text);
  return host && ((value) => host(bareName(value) ?? ''));
}

/** The name as patterns have it, without a port, which a Host header may have; undefined for what is no name. */
function bareName(value: string): string | undefined {
  const read = readHost(value.replace(/:\d{1,5}$/u, ''));
  return read.kind === 'name' ? read.name : undefined;
}

/** A text in which `*` stands for any other. Takes no more steps than the value has characters for each star. */
function textPattern(pattern: string): Pattern {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return (value) => value === first;
  return (value) => {
    if (!value.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = value.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return value.length >= at + last.length && value.endsWith(last);
  };
}
