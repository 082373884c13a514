import type { z } from 'zod';
import type { Regexp } from './regexp/regexp.ts';
import { block, rule } from './schema/block.ts';
import { goBool, goRegexp, goString, list, optional, orDefault } from './schema/values.ts';

/** One entry of `query_response`. */
export interface DialogueStep {
  /** Lines are read until one matches. */
  readonly expect?: Regexp | undefined;
  /** Bytes that must come next, as in byte-string.ts; "" is unset. Excludes `expect`. */
  readonly expectBytes: string;
  /** Labels taken from the match; the values are templates (see the regexp part). */
  readonly labels?: readonly { readonly name: string; readonly value: string }[] | undefined;
  /** What to send, as in byte-string.ts, before a possible STARTTLS; "" is nothing. */
  readonly send: string;
  readonly startTls: boolean;
}

const label = block({ name: orDefault(goString, ''), value: orDefault(goString, '') });

/** Reads a `query_response`; a key in `warnings` loads with that warning. */
export function dialogueWith(warnings: Readonly<Record<string, string>>): z.ZodType<readonly DialogueStep[]> {
  const keys = {
    expect: optional(goRegexp),
    expect_bytes: orDefault(goString, ''),
    labels: optional(list(label)),
    send: orDefault(goString, ''),
    starttls: orDefault(goBool, false),
  };
  const step = block(keys, warnings)
    .check(
      rule(['expect', 'expect_bytes'], ({ expect, expect_bytes }) =>
        expect !== undefined && expect_bytes !== ''
          ? 'expect and expect_bytes cannot both be judged in one step; make them two steps'
          : undefined,
      ),
    )
    .transform(
      (read): DialogueStep => ({
        expect: read.expect,
        expectBytes: read.expect_bytes,
        labels: read.labels,
        send: read.send,
        startTls: read.starttls,
      }),
    );
  return orDefault(list(step), []);
}

/** Reads a `query_response` of lines. */
export const dialogue = dialogueWith({});
