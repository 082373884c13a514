import { printedEntries } from './printed-keys.ts';
import { hasEntries, isList, type Shown, type ShownEntries } from './shown-value.ts';
import { type YamlText, yamlLine, yamlText } from './yaml-text.ts';

/** How a version of Go's YAML library lays out what it prints. */
export interface YamlLayout {
  /** Columns are multiples of it, save within the items of a list. */
  readonly indent: number;
  /** Whether the items of a list stand deeper than its key. */
  readonly indentsLists: boolean;
}

// Go marks longer keys; YAML readers need not look further than 1024 characters for the colon of others.
const longestKeyBytes = 128;

/** Prints a mapping as YAML, laid out as Go prints it, with the keys of {@link printedEntries}. */
export function printYaml(root: ShownEntries, layout: YamlLayout): string {
  const lines = entryLines(root, 0, layout);
  return lines.length === 0 ? '{}\n' : `${lines.join('\n')}\n`;
}

function entryLines(value: ShownEntries, column: number, layout: YamlLayout): readonly string[] {
  return printedEntries(value).flatMap(([name, entry]) => {
    const key = yamlLine(name);
    const margin = ' '.repeat(column);
    return Buffer.byteLength(key) <= longestKeyBytes
      ? valueLines(`${margin}${key}:`, entry, { column, layout })
      : [`${margin}? ${key}`, ...valueLines(`${margin}:`, entry, { column, layout })];
  });
}

/** The value of a key of the mapping at `column`, after the key. */
function valueLines(
  label: string,
  value: Shown,
  { column, layout }: { readonly column: number; readonly layout: YamlLayout },
): readonly string[] {
  const deeper = column + layout.indent - (column % layout.indent);
  if (isFilledList(value)) {
    const dash = layout.indentsLists ? deeper : column;
    return [label, ...value.flatMap((item) => itemLines(item, dash, layout))];
  }
  if (hasEntries(value) && printedEntries(value).length > 0) {
    return [label, ...entryLines(value, deeper, layout)];
  }
  return scalarLines(label, scalarText(value, deeper - column), deeper);
}

function itemLines(value: Shown, dash: number, layout: YamlLayout): readonly string[] {
  const label = `${' '.repeat(dash)}-`;
  const inside = dash + 2;
  const lines = isFilledList(value)
    ? value.flatMap((item) => itemLines(item, inside, layout))
    : hasEntries(value)
      ? entryLines(value, inside, layout)
      : [];
  const [first, ...rest] = lines;
  if (first === undefined) return scalarLines(label, scalarText(value, inside - dash), inside);
  return [`${label} ${first.slice(inside)}`, ...rest];
}

function scalarLines(label: string, { first, block }: YamlText, column: number): readonly string[] {
  const margin = ' '.repeat(column);
  return [`${label} ${first}`, ...block.map((line) => (line === '' ? '' : margin + line))];
}

function scalarText(value: Shown, indent: number): YamlText {
  if (typeof value === 'string') return yamlText(value, indent);
  if (isList(value)) return { first: '[]', block: [] };
  if (hasEntries(value)) return { first: '{}', block: [] };
  // A key that is not set and printed all the same holds the empty text in Go.
  if (value === null) return { first: '""', block: [] };
  return { first: typeof value === 'object' ? 'null' : String(value), block: [] };
}

function isFilledList(value: Shown): value is readonly Shown[] {
  return isList(value) && value.length > 0;
}
