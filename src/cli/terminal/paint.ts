import type { CliIo } from './io.ts';

/** Puts colour around a text, or leaves it alone. Colour repeats what the words say, never more. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  /** For what is less important than the rest. */
  readonly faint: (text: string) => string;
}

/** No colour: for files, pipes and whoever sets `NO_COLOR`. */
export const plain: Paint = {
  good: (text) => text,
  bad: (text) => text,
  warn: (text) => text,
  faint: (text) => text,
};

/** ANSI colours (ECMA-48, section 8.3.117), for terminals. */
export const coloured: Paint = {
  good: (text) => `\u001b[1;32m${text}\u001b[0m`,
  bad: (text) => `\u001b[1;31m${text}\u001b[0m`,
  warn: (text) => `\u001b[33m${text}\u001b[0m`,
  faint: (text) => `\u001b[2m${text}\u001b[0m`,
};

/** Colour is for terminals, unless `NO_COLOR` (no-color.org) or `CI` is set or the terminal knows none. */
export function paintFor({ stdout, env }: Pick<CliIo, 'stdout' | 'env'>): Paint {
  const wantsColour =
    stdout.columns !== undefined &&
    (env['NO_COLOR'] ?? '') === '' &&
    (env['CI'] ?? '') === '' &&
    env['TERM'] !== 'dumb';
  return wantsColour ? coloured : plain;
}
