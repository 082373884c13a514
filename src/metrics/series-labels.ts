import {
  escapeQuoted,
  isClassicName,
  type NameEscaping,
  nameText,
  type WrittenLabel,
  writtenLabels,
} from './label-names.ts';

/** A label with its text, made once for many lines. */
export interface ReadyLabel extends WrittenLabel {
  /** `name="value"` as the text formats write it. */
  readonly pair: string;
}

/** Labels that are ready to be written. */
export interface LabelSet {
  /** Sorted by name. */
  readonly labels: readonly ReadyLabel[];
  /** Whether all names are of the classic alphabet, which no escaping changes. */
  readonly isClassic: boolean;
}

/** The labels that all series of a target share. */
export interface TargetLabels extends LabelSet {
  /** All pairs: what a series without labels of its own has. */
  readonly text: string;
}

/** The labels of one series: its target's and its own, such as `phase`. */
export interface SeriesLabels {
  readonly target: TargetLabels;
  readonly own: LabelSet;
}

/** Makes labels ready to be written. */
export function labelSet(labels: Readonly<Record<string, string>>): LabelSet {
  return {
    labels: writtenLabels(labels, 'allow-utf-8').map(readyLabel),
    isClassic: Object.keys(labels).every(isClassicName),
  };
}

/** Makes the labels of a target ready to be written. */
export function targetLabels(labels: Readonly<Record<string, string>>): TargetLabels {
  const set = labelSet(labels);
  return { ...set, text: pairsText(set.labels) };
}

/** No labels. */
export const noLabels: TargetLabels = targetLabels({});

/** A set with one more label, which is empty: a place for what differs from line to line. */
export function withLabel(set: LabelSet, added: string): LabelSet {
  return labelSet({ ...recordOf(set), [added]: '' });
}

/** Whether a set holds exactly these labels. */
export function holdsLabels({ labels }: LabelSet, wanted: Readonly<Record<string, string>>): boolean {
  return (
    Object.keys(wanted).length === labels.length && labels.every(({ name, value }) => wanted[name] === value)
  );
}

/** The pairs of labels, as they stand between the braces of a line. */
export function pairsText(labels: readonly ReadyLabel[]): string {
  return labels.map(({ pair }) => pair).join(',');
}

/**
 * The labels of a series under the names they are written with, sorted by name. Where target and series have a
 * label of one name the series' own stays, and the target's becomes `exported_<name>`, as Prometheus renames.
 */
export function seriesLabels(series: SeriesLabels, escaping: NameEscaping): readonly ReadyLabel[] {
  return merged(series) ?? writtenLabels(renamed(series), escaping).map(readyLabel);
}

/** The two sorted lists as one; undefined where a label has to be renamed. */
function merged({ target, own }: SeriesLabels): readonly ReadyLabel[] | undefined {
  if (!target.isClassic || !own.isClassic) return undefined;
  if (own.labels.length === 0) return target.labels;
  const labels: ReadyLabel[] = [];
  let next = 0;
  for (const label of own.labels) {
    let other = target.labels[next];
    for (; other !== undefined && other.name < label.name; other = target.labels[next]) {
      labels.push(other);
      next += 1;
    }
    if (other?.name === label.name) return undefined;
    labels.push(label);
  }
  return labels.concat(target.labels.slice(next));
}

function renamed({ target, own }: SeriesLabels): Readonly<Record<string, string>> {
  const labels = new Map(own.labels.map(({ name, value }) => [name, value]));
  const taken = new Set([...own.labels, ...target.labels].map(({ name }) => name));
  // The shortest first: of `a` and `exported_a` it is `a` that looks for another name.
  for (const { name, value } of target.labels.toSorted((a, b) => a.name.length - b.name.length)) {
    let free = name;
    if (labels.has(name)) {
      while (taken.has(free)) free = `exported_${free}`;
      taken.add(free);
    }
    labels.set(free, value);
  }
  return Object.fromEntries(labels);
}

function readyLabel({ name, value }: WrittenLabel): ReadyLabel {
  return { name, value, pair: `${nameText(name)}="${escapeQuoted(value)}"` };
}

function recordOf({ labels }: LabelSet): Record<string, string> {
  return Object.fromEntries(labels.map(({ name, value }) => [name, value]));
}
