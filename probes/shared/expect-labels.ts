import { expandTemplate } from './regexp/expand.ts';
import type { RegexpMatch } from './regexp/regexp.ts';
import { hasRawBytes } from './schema/byte-string.ts';

/** A label of a step: its value is a template, filled from the match. */
export interface LabelSource {
  readonly name: string;
  readonly value: string;
}

/** The labels of a match, or what is wrong with the configured ones. */
export type MatchLabels =
  | { readonly ok: true; readonly labels: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly detail: string };

/** Why Prometheus refuses the name of a label, if it does: it is empty, begins with two underscores, or is no text. */
export function unusableLabelName(name: string): string | undefined {
  const isUsable = name !== '' && !name.startsWith('__') && !hasRawBytes(name);
  return isUsable ? undefined : `${JSON.stringify(name)} cannot be the name of a label`;
}

/**
 * Fills the labels of a step from its match. Names that Prometheus refuses, or that are given twice, and values that
 * are no text are mistakes of the configuration.
 */
export function labelsFromMatch(sources: readonly LabelSource[], match: RegexpMatch): MatchLabels {
  const labels = new Map<string, string>();
  for (const { name, value } of sources) {
    const problem = unusableLabelName(name);
    if (problem !== undefined) return { ok: false, detail: problem };
    const shown = JSON.stringify(name);
    if (labels.has(name)) return { ok: false, detail: `the label ${shown} is given twice` };
    const filled = expandTemplate(value, match);
    if (hasRawBytes(filled)) return { ok: false, detail: `the value of the label ${shown} is not UTF-8` };
    labels.set(name, filled);
  }
  return { ok: true, labels: Object.fromEntries(labels) };
}
