import { z } from 'zod';
import type { ProberDefinition, TargetPolicy } from '../../probes/contract.ts';
import type { ResolverOptions } from '../../probes/resolver/options.ts';
import { block, blockOrDefaults } from '../../probes/shared/schema/block.ts';
import { Mapping } from '../../probes/shared/schema/mapping.ts';
import { nearestName } from '../../probes/shared/schema/nearest-name.ts';
import { goDurationMs, goString, mapOf, optional, orDefault } from '../../probes/shared/schema/values.ts';
import { type AllowedParams, allowedParams, writtenParams } from './allowed-params.ts';
import { bodyCapture } from './body-capture.ts';
import { completeList } from './complete-list.ts';
import { labelText, seriesLabels } from './label-schema.ts';
import type { RuleHost } from './policy/policy-options.ts';
import { credentialHosts, policySchema } from './policy/policy-schema.ts';
import { compilePolicy } from './policy/target-policy.ts';
import { resolverSchema } from './resolver-schema.ts';
import type { VantagePoint } from './schedule.ts';

/** A module as its block gives it, without its name. */
export interface ModuleBlock {
  /** As written; "" when nothing was. */
  readonly proberName: string;
  /** Absent when there is none of that name. */
  readonly prober?: ProberDefinition | undefined;
  readonly options: unknown;
  readonly timeoutMs: number;
  readonly resolver?: ResolverOptions | undefined;
  readonly targetPolicy?: TargetPolicy | undefined;
  readonly credentialsFor?: readonly RuleHost[] | undefined;
  readonly captureBodyBytes?: number | undefined;
  readonly allowParams?: AllowedParams | undefined;
}

/** The keys of a whole file. What stands below them is read by schemas of its own, part by part. */
export const topLevelSchema = blockOrDefaults(
  block({
    vantage: z.unknown().optional(),
    target_policy: z.unknown().optional(),
    modules: optional(mapOf(z.unknown())),
    schedules: optional(completeList(z.unknown())),
  }),
);

/** The schema of the block `vantage`. */
export const vantageSchema: z.ZodType<VantagePoint> = block({
  name: orDefault(labelText, ''),
  labels: orDefault(seriesLabels, {}),
});

/** The schema of the block `target_policy`, of a whole configuration or of a module. */
export const targetPolicySchema: z.ZodType<TargetPolicy> = policySchema.transform(compilePolicy);

/** The schema of a module, which may be null. It may have a block for every prober, and each is judged. */
export function moduleSchema(probers: ReadonlyMap<string, ProberDefinition>): z.ZodType<ModuleBlock | null> {
  const blocks = Object.fromEntries([...probers].map(([name, { options }]) => [name, blockOf(options)]));
  const module = block({
    prober: orDefault(goString, ''),
    timeout: orDefault(goDurationMs, 0),
    resolver: optional(resolverSchema),
    target_policy: optional(targetPolicySchema),
    credentials_for: optional(credentialHosts),
    capture_body: optional(bodyCapture),
    allow_params: optional(writtenParams),
    ...blocks,
  }).transform((keys, context): ModuleBlock => {
    const prober = probers.get(keys.prober);
    const allowed = keys.allow_params && prober && allowedParams(keys.allow_params, prober);
    for (const { path, message } of allowed?.mistakes ?? []) {
      context.issues.push({ code: 'custom', path: ['allow_params', ...path], message, input: keys });
    }
    return {
      proberName: keys.prober,
      prober,
      options: new Map<string, unknown>(Object.entries(keys)).get(keys.prober),
      timeoutMs: keys.timeout,
      resolver: keys.resolver,
      targetPolicy: keys.target_policy,
      credentialsFor: keys.credentials_for,
      captureBodyBytes: keys.capture_body,
      allowParams: allowed?.params,
    };
  });
  const known = [...probers.keys()].sort();
  const warn = (input: unknown): unknown => warnOfCaptureInVain(warnOfUnknownProber(input, known), probers);
  return z.preprocess(warn, module).nullable();
}

/** Warns of a prober that does not exist, which loads as in the reference. Returns the module unchanged. */
function warnOfUnknownProber(input: unknown, known: readonly string[]): unknown {
  if (!(input instanceof Mapping)) return input;
  const written = input.entries.get('prober') ?? undefined;
  const name = goString.safeParse(written).data;
  const isOtherMistake = written !== undefined && name === undefined;
  if (isOtherMistake || known.includes(name ?? '')) return input;
  const near = nearestName(name ?? '', known);
  const hint = near === undefined ? `use one of ${known.join(', ')}` : `did you mean "${near}"?`;
  const problem = name === undefined || name === '' ? 'is missing' : `unknown prober ${JSON.stringify(name)}`;
  input.warn('prober', `${problem}: every probe of this module is refused; ${hint}`);
  return input;
}

/** Warns where there is no body to capture. Returns the module unchanged. */
function warnOfCaptureInVain(input: unknown, probers: ReadonlyMap<string, ProberDefinition>): unknown {
  if (!(input instanceof Mapping) || (input.entries.get('capture_body') ?? null) === null) return input;
  const prober = probers.get(goString.safeParse(input.entries.get('prober')).data ?? '');
  if (prober === undefined || prober.hasBody === true) return input;
  input.warn('capture_body', `does nothing: what the prober ${prober.name} receives has no body`);
  return input;
}

/**
 * A prober's block, or `undefined` to the prober when it is null or left out. What that gives is worked out once:
 * every module leaves out the blocks of most probers.
 */
function blockOf(options: z.ZodType): z.ZodType {
  let absent: z.ZodSafeParseResult<unknown> | undefined;
  const read = (input: unknown): z.ZodSafeParseResult<unknown> => {
    if (input !== undefined && input !== null) return options.safeParse(input);
    absent ??= options.safeParse(undefined);
    return absent;
  };
  return z.preprocess((input, context): unknown => {
    const result = read(input);
    if (result.success) return result.data;
    for (const { path, message, ...issue } of result.error.issues) {
      const params = issue.code === 'custom' ? issue.params : undefined;
      context.issues.push({ code: 'custom', path, message, input, ...(params && { params }) });
    }
    return z.NEVER;
  }, z.unknown());
}
