import type { MetricFamily, Sample } from '../../probes/contract.ts';
import { goFloat } from './go-float.ts';
import { textHeading } from './heading.ts';
import { escapeQuoted, isClassicName, type NameEscaping, nameText, writtenLabels } from './label-names.ts';

/**
 * The families in Prometheus' text format 0.0.4: families sorted by name, series by their label values, labels
 * by name, each family under its HELP and TYPE. A family without samples is left out.
 *
 * Written for each probe: most families have one series without labels, and all of a name have one heading.
 */
export function exposition(families: readonly MetricFamily[], escaping: NameEscaping): string {
  let text = '';
  for (const family of families.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name, samples } = family;
    const [first] = samples;
    if (first === undefined) continue;
    text += headingOf(family);
    const sorted = samples.length === 1 ? samples : sortedByLabels(samples);
    for (const sample of sorted) {
      text += `${name}${labelText(sample, escaping)} ${goFloat(sample.value)}\n`;
    }
  }
  return text;
}

interface KnownHeading extends Pick<MetricFamily, 'help' | 'type'> {
  readonly text: string;
}

/** By name. The names of families stand in the code: there are some dozens. */
const knownHeadings = new Map<string, KnownHeading>();

/** A heading that was written before, as long as help and type are the same. */
function headingOf(family: MetricFamily): string {
  const { name, help, type } = family;
  const known = knownHeadings.get(name);
  if (known !== undefined && known.help === help && known.type === type) return known.text;
  const text = textHeading(family);
  knownHeadings.set(name, { help, type, text });
  return text;
}

function labelText({ labels }: Sample, escaping: NameEscaping): string {
  if (labels === undefined) return '';
  const [name, further] = Object.keys(labels);
  if (name === undefined) return '';
  // One label, such as the phase of a duration, needs neither order nor other names.
  if (further === undefined && isClassicName(name)) return `{${name}="${escapeQuoted(labels[name] ?? '')}"}`;
  const pairs = writtenLabels(labels, escaping).map(
    ({ name: written, value }) => `${nameText(written)}="${escapeQuoted(value)}"`,
  );
  return `{${pairs.join(',')}}`;
}

function sortedByLabels(samples: readonly Sample[]): readonly Sample[] {
  return samples
    .map((sample) => ({ sample, values: sortedValues(sample) }))
    .sort((a, b) => compareLists(a.values, b.values))
    .map(({ sample }) => sample);
}

function sortedValues({ labels = {} }: Sample): readonly string[] {
  return Object.keys(labels)
    .sort()
    .map((name) => labels[name] ?? '');
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const left = a[index] ?? '';
    const right = b[index] ?? '';
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length;
}
