import { z } from 'zod';
import type { ProberDefinition } from '../../probes/contract.ts';
import { proxyUrl } from '../../probes/http/proxy/options.ts';
import { Secret } from '../../probes/secret.ts';
import { formatByteSize } from '../../probes/shared/schema/byte-size.ts';
import { formatGoDuration } from '../../probes/shared/schema/go-duration.ts';
import { Mapping } from '../../probes/shared/schema/mapping.ts';
import { parseGoInteger } from '../../probes/shared/schema/plain-scalar.ts';
import { Scalar } from '../../probes/shared/schema/scalar.ts';
import { goByteSize, goDurationMs, goRegexp, secret } from '../../probes/shared/schema/values.ts';
import { writtenParams } from './allowed-params.ts';
import { bodyCapture } from './body-capture.ts';
import { currentSpelling, replacedKeys } from './current-spelling.ts';
import { credentialHosts, policySchema } from './policy/policy-schema.ts';
import { redactPasswords } from './redact-text.ts';
import { resolverSchema } from './resolver-schema.ts';
import { scheduleDurationMs } from './schedule-duration.ts';
import { readsBy, structureOf } from './schema-structure.ts';
import { type Shown, type ShownEntries, type ShownScalar, shownBlock, shownMap } from './shown-value.ts';

// Their absence is not the same as an empty block: without one, grpc falls back to no other IP protocol.
const unlikeEmptyWhenAbsent = new Set(['grpc']);

/** What a module may have beside the blocks of probers and its time-out. */
const ownBlocks = [
  ['resolver', resolverSchema],
  ['target_policy', policySchema],
  ['credentials_for', credentialHosts],
  ['capture_body', bodyCapture],
  ['allow_params', writtenParams],
] as const;

/**
 * The blocks of the module that are no prober's, those that it has, and its option blocks by prober, in the order of `probers`, also of those that
 * it does not use. They follow from the schemas and from what was written, so that no key and no default is listed a second time.
 *
 * `module` is what the schema of the module read and accepted.
 */
export function shownOptions(probers: ReadonlyMap<string, ProberDefinition>, module: unknown): ShownEntries {
  const written = entriesOf(module);
  const absent = [...probers.keys()].filter((name) => isAbsent(written.get(name)));
  const blocks = [...probers].map(([name, { options }]) => {
    const block = written.get(name);
    return [name, isAbsent(block) && unlikeEmptyWhenAbsent.has(name) ? null : shown(options, block)] as const;
  });
  const own = ownBlocks.flatMap(([name, schema]) => {
    const block = written.get(name);
    return isAbsent(block) ? [] : [[name, shown(schema, block)] as const];
  });
  return shownBlock([...own, ...blocks], { defaults: absent });
}

/**
 * A value as it may be shown: what the schema makes of what was written. `written` is what the schema read and
 * accepted.
 */
export function shown(schema: z.core.$ZodType, written: unknown): Shown {
  const structure = structureOf(schema);
  if (structure === undefined) return shownFreely(schema, written);
  // What may be written short, as a header of a WebSocket, is shown as it was written.
  if (structure.kind === 'block' && written instanceof Scalar) return written.shown;
  const byDefault = z.safeParse(schema, undefined).data;
  const isOptional = byDefault === undefined;
  if (isOptional && isAbsent(written)) return null;
  if (structure.kind === 'list') {
    const elements: readonly unknown[] = Array.isArray(written) ? written : [];
    return isAbsent(written)
      ? plainList(byDefault)
      : elements.flatMap((element) => (element === null ? [] : [shown(structure.element, element)]));
  }
  if (structure.kind === 'map') {
    return shownMap([...entriesOf(written)].map(([name, value]) => [name, shown(structure.value, value)]));
  }
  const given = currentSpelling(entriesOf(written));
  const keys = Object.entries(structure.shape).filter(([key]) => !replacedKeys.has(key));
  return shownBlock(
    keys.map(([key, value]) => [key, shown(value, given.get(key))]),
    {
      countsWhenEmpty: isOptional,
      defaults: keys.flatMap(([key]) => (isAbsent(given.get(key)) ? [key] : [])),
    },
  );
}

/** What no structure is prescribed for, as the claims of a token are not, may be a mapping or a list as well. */
function shownFreely(schema: z.core.$ZodType, written: unknown): Shown {
  if (Array.isArray(written)) return written.map((element: unknown) => shownFreely(schema, element));
  if (!(written instanceof Mapping)) return shownScalar(schema, written);
  return shownMap([...written.entries].map(([name, value]) => [name, shownFreely(schema, value)]));
}

function shownScalar(schema: z.core.$ZodType, written: unknown): ShownScalar {
  const value = z.safeParse(schema, written ?? undefined).data;
  if (value === undefined || value === null) return null;
  if (value instanceof Secret && value.reveal() === '') return '';
  if (value instanceof Secret || readsBy(schema, secret)) return String(new Secret(''));
  if (written instanceof Scalar && written.shown !== written.text) return written.shown;
  if (typeof value === 'number') return shownNumber(schema, value);
  if (typeof value === 'string' && readsBy(schema, proxyUrl)) return redactPasswords(value);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  // Whatever else a schema makes of a scalar is shown as it was written.
  const source = written instanceof Scalar ? written : new Scalar('', false);
  if (source.text === '' && readsBy(schema, goRegexp)) return { kind: 'empty-regexp' };
  return (source.plain ? parseGoInteger(source.text) : undefined) ?? source.text;
}

function shownNumber(schema: z.core.$ZodType, value: number): number | string {
  if (value === 0) return 0;
  if (readsBy(schema, goByteSize)) return formatByteSize(value);
  const isDuration = readsBy(schema, goDurationMs) || readsBy(schema, scheduleDurationMs);
  return isDuration ? formatGoDuration(value) : value;
}

function plainList(value: unknown): readonly Shown[] {
  const elements: readonly unknown[] = Array.isArray(value) ? value : [];
  return elements.filter((element) => typeof element === 'string' || typeof element === 'number');
}

function isAbsent(written: unknown): written is null | undefined {
  return written === null || written === undefined;
}

function entriesOf(written: unknown): ReadonlyMap<string, unknown> {
  return written instanceof Mapping ? written.entries : new Map();
}
