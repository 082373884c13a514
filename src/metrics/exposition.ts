import type { MetricFamily, Sample } from '../../probes/contract.ts';
import { goFloat } from './go-float.ts';
import { textHeading } from './heading.ts';
import { escapeQuoted, type NameEscaping, nameText, writtenLabels } from './label-names.ts';

/**
 * The families in Prometheus' text format 0.0.4: families sorted by name, series by their label values, labels
 * by name, each family under its HELP and TYPE. A family without samples is left out.
 */
export function exposition(families: readonly MetricFamily[], escaping: NameEscaping): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((family) => familyText(family, escaping))
    .join('');
}

function familyText(family: MetricFamily, escaping: NameEscaping): string {
  const { name, samples } = family;
  const lines = samples
    .map((sample) => ({ sample, values: sortedValues(sample) }))
    .sort((a, b) => compareLists(a.values, b.values))
    .map(({ sample }) => `${name}${labelText(sample, escaping)} ${goFloat(sample.value)}\n`);
  return `${textHeading(family)}${lines.join('')}`;
}

function labelText({ labels = {} }: Sample, escaping: NameEscaping): string {
  const pairs = writtenLabels(labels, escaping).map(
    ({ name, value }) => `${nameText(name)}="${escapeQuoted(value)}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function sortedValues({ labels = {} }: Sample): readonly string[] {
  return Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => value);
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length;
}
