import type { MetricFamily } from '../../../probes/contract.ts';
import type { Heading } from '../heading.ts';
import { type LabelSet, labelSet } from '../series-labels.ts';

/** Enough for what many targets have in common, such as the names of phases. */
const defaultMaxLabelSets = 4096;

/** One copy of what many targets have in common. */
export interface SharedParts {
  /** The heading of the family's name, which is the first one that came under it. */
  heading(family: MetricFamily): Heading;
  /** Every heading so far. */
  headings(): readonly Heading[];
  labelSet(labels: Readonly<Record<string, string>>): LabelSet;
}

/**
 * Keeps headings for ever, as the probers have only so many, and label sets until there are too many. They are all
 * forgotten then: those of certificates come and go, and what is common is soon back.
 */
export function createSharedParts(maxLabelSets = defaultMaxLabelSets): SharedParts {
  const headings = new Map<string, Heading>();
  const labelSets = new Map<string, LabelSet>();
  return {
    headings: () => [...headings.values()],
    heading({ name, help, type }: MetricFamily): Heading {
      const known = headings.get(name) ?? { name, help, type };
      headings.set(name, known);
      return known;
    },
    labelSet(labels): LabelSet {
      const key = JSON.stringify(labels);
      const known = labelSets.get(key);
      if (known !== undefined) return known;
      if (labelSets.size >= maxLabelSets) labelSets.clear();
      const made = labelSet(labels);
      labelSets.set(key, made);
      return made;
    },
  };
}
