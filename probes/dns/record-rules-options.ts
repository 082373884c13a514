import { z } from 'zod';
import { type CompiledRegexp, compileRegexp } from '../shared/regexp/regexp.ts';
import { block, blockOrDefaults } from '../shared/schema/block.ts';
import { hasRawBytes } from '../shared/schema/byte-string.ts';
import { Mapping } from '../shared/schema/mapping.ts';
import { goBool, goString, list, orDefault } from '../shared/schema/values.ts';

/** An expression of a rule; one that does not compile loads all the same and fails every probe that uses it. */
export interface Pattern {
  readonly source: string;
  readonly compiled: CompiledRegexp;
}

/** The block `validate_answer_rrs` and its like: rules over the records of one section. */
export interface RecordRules {
  /** Fails when any record matches any of these. */
  readonly failIfMatches: readonly Pattern[];
  /** What it means depends on `strict`. */
  readonly failIfAllMatch: readonly Pattern[];
  /** Fails when any record misses any of these, and when there is no record. */
  readonly failIfNotMatches: readonly Pattern[];
  /** Fails when no record matches any of these. */
  readonly failIfNoneMatches: readonly Pattern[];
  /**
   * Whether `failIfAllMatch` fails, as its name says, when every record matches every expression. Otherwise it
   * does what blackbox_exporter does: it fails when a record does not match. Not in the reference.
   */
  readonly strict: boolean;
}

const patternKeys = {
  fail_if_matches_regexp: orDefault(list(goString), []),
  fail_if_all_match_regexp: orDefault(list(goString), []),
  fail_if_not_matches_regexp: orDefault(list(goString), []),
  fail_if_none_matches_regexp: orDefault(list(goString), []),
};

/** Reads the rules of one section; left out or null, there are none. */
export const recordRules: z.ZodType<RecordRules> = z.preprocess(
  warnOfBadPatterns,
  blockOrDefaults(
    block({ ...patternKeys, strict: orDefault(goBool, false) }).transform(
      (keys): RecordRules => ({
        failIfMatches: keys.fail_if_matches_regexp.map(patternOf),
        failIfAllMatch: keys.fail_if_all_match_regexp.map(patternOf),
        failIfNotMatches: keys.fail_if_not_matches_regexp.map(patternOf),
        failIfNoneMatches: keys.fail_if_none_matches_regexp.map(patternOf),
        strict: keys.strict,
      }),
    ),
  ),
);

function patternOf(source: string): Pattern {
  if (hasRawBytes(source)) return { source, compiled: { ok: false, error: 'it is not UTF-8' } };
  return { source, compiled: compileRegexp(source) };
}

function warnOfBadPatterns(input: unknown): unknown {
  if (!(input instanceof Mapping)) return input;
  for (const [key, schema] of Object.entries(patternKeys)) {
    for (const { source, compiled } of (schema.safeParse(input.entries.get(key)).data ?? []).map(patternOf)) {
      if (compiled.ok) continue;
      const shown = JSON.stringify(source);
      input.warn(key, `fails every probe that uses it: cannot compile ${shown}: ${compiled.error}`);
    }
  }
  return input;
}
