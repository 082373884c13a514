import { z } from 'zod';
import type { ProberDefinition } from '../../probes/contract.ts';
import { block, blockOrDefaults } from '../../probes/shared/schema/block.ts';
import { goDurationMs, mapOf, orDefault, required, scalar } from '../../probes/shared/schema/values.ts';

/** A module as its block gives it, without its name. */
export interface ModuleBlock {
  readonly prober: ProberDefinition;
  readonly options: unknown;
  readonly timeoutMs: number;
}

/** Modules by name in file order; `null` is one that was written as null. */
export type ModuleBlocks = ReadonlyMap<string, ModuleBlock | null>;

/** The schema of a whole file. A module may have a block for every prober, and each is judged. */
export function configSchema(probers: ReadonlyMap<string, ProberDefinition>): z.ZodType<ModuleBlocks> {
  return blockOrDefaults(
    block({
      modules: orDefault(mapOf(moduleSchema(probers).nullable()), new Map<string, ModuleBlock | null>()),
    }).transform(({ modules }) => modules),
  );
}

function moduleSchema(probers: ReadonlyMap<string, ProberDefinition>): z.ZodType<ModuleBlock> {
  const known = [...probers.keys()].join(', ');
  const prober = scalar('the name of a prober', ({ text }, refuse) => {
    return probers.get(text) ?? refuse(`unknown prober ${JSON.stringify(text)}; use one of ${known}`);
  });
  const blocks = Object.fromEntries([...probers].map(([name, { options }]) => [name, blockOf(options)]));
  return block({
    prober: required(prober, `is missing; use one of ${known}`),
    timeout: orDefault(goDurationMs, 0),
    ...blocks,
  }).transform(
    (keys): ModuleBlock => ({
      prober: keys.prober,
      options: new Map<string, unknown>(Object.entries(keys)).get(keys.prober.name),
      timeoutMs: keys.timeout,
    }),
  );
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
