/**
 * How label names outside the classic alphabet `[a-zA-Z_][a-zA-Z0-9_]*` are written: replaced by underscores,
 * or as they are (Prometheus 3, content negotiation parameter `escaping`).
 */
export type NameEscaping = 'underscores' | 'allow-utf-8';

const classic = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Whether a label name is of the classic alphabet, which no escaping changes. */
export function isClassicName(name: string): boolean {
  return classic.test(name);
}

/** A label under its written name, with its value as it came. */
export interface WrittenLabel {
  readonly name: string;
  readonly value: string;
}

/**
 * The labels sorted by name, under the names they are written with. Two names that become the same are kept
 * apart by further underscores: a series with one label twice would make the whole page unreadable.
 */
export function writtenLabels(
  labels: Readonly<Record<string, string>>,
  escaping: NameEscaping,
): readonly WrittenLabel[] {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  if (escaping === 'allow-utf-8') return sorted.map(([name, value]) => ({ name, value }));
  const taken = new Set(sorted.map(([name]) => name).filter((name) => classic.test(name)));
  return sorted
    .map(([name, value]) => {
      if (classic.test(name)) return { name, value };
      let written = withUnderscores(name);
      while (taken.has(written)) written += '_';
      taken.add(written);
      return { name: written, value };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function withUnderscores(name: string): string {
  const replaced = name.replaceAll(/[^a-zA-Z0-9_]/gu, '_');
  return /^[a-zA-Z_]/.test(replaced) ? replaced : `_${replaced.slice(1)}`;
}

/** A label's name as it stands in the text format: in quotes unless it is a classic one. */
export function nameText(name: string): string {
  return classic.test(name) ? name : `"${escapeQuoted(name)}"`;
}

/** A text as it stands between the quotes of a label value (text format 0.0.4). */
export function escapeQuoted(text: string): string {
  if (!/["\\\n]/.test(text)) return text;
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
