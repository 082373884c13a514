import type { MetricFamily } from '../../../probes/contract.ts';
import type { Heading } from '../heading.ts';
import { holdsLabels, type LabelSet } from '../series-labels.ts';
import type { SharedParts } from './shared-parts.ts';

/** The samples of a target's latest run, by position in three lists; those of a family follow each other. */
export interface LatestGauges {
  readonly families: readonly Heading[];
  readonly own: readonly LabelSet[];
  readonly values: number[];
}

/** No run yet. */
export const noGauges: LatestGauges = { families: [], own: [], values: [] };

/** Takes over the samples of a run, in place when they are those of the run before with other values. */
export function latestGauges(
  previous: LatestGauges,
  families: readonly MetricFamily[],
  shared: SharedParts,
): LatestGauges {
  if (setInPlace(previous, families)) return previous;
  // By `map`, which makes lists no longer than they must be.
  const all = families.flatMap((family) => family.samples.map((sample) => ({ family, sample })));
  return {
    families: all.map(({ family }) => shared.heading(family)),
    own: all.map(({ sample: { labels = {} } }) => shared.labelSet(labels)),
    values: all.map(({ sample }) => sample.value),
  };
}

/** False when the samples are others; values may have been set by then. */
function setInPlace(
  { families: headings, own, values }: LatestGauges,
  families: readonly MetricFamily[],
): boolean {
  let at = 0;
  for (const { name, samples } of families) {
    for (const { labels = {}, value } of samples) {
      const set = own[at];
      if (headings[at]?.name !== name || set === undefined || !holdsLabels(set, labels)) return false;
      values[at] = value;
      at += 1;
    }
  }
  return at === headings.length;
}
