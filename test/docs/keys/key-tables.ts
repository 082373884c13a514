import { anchorsOf, proseOf } from '../markdown.ts';

/** What a row of a table in the documents says of a key. */
export interface DocumentedKey {
  readonly type: string;
  /** What the key is when nothing is written; empty when that is nothing. */
  readonly usual: string;
  readonly meaning: string;
}

/** A table of keys in the documents. */
export interface KeyTable {
  readonly page: string;
  /** Of the heading above it. */
  readonly anchor: string;
  readonly keys: ReadonlyMap<string, DocumentedKey>;
}

const meaningColumns = [
  'what it does',
  'meaning',
  'what it holds',
  'values',
  'fails when',
  'what is missing',
];

/** The tables of a page whose first column is `key`, in their order. */
export function keyTablesOf(page: string): readonly KeyTable[] {
  const tables: KeyTable[] = [];
  const anchors = [...anchorsOf(page)];
  let anchor = '';
  let columns: readonly string[] | undefined;
  let keys = new Map<string, DocumentedKey>();
  for (const line of proseOf(page).split('\n')) {
    if (/^#+ /u.test(line)) anchor = anchors.shift() ?? '';
    const cells = cellsOf(line);
    if (cells === undefined) columns = undefined;
    else if (cells[0] === 'key') {
      columns = cells;
      keys = new Map();
      tables.push({ page, anchor, keys });
    } else if (columns !== undefined && !/^-+$/u.test(cells[0] ?? '')) {
      for (const [key, documented] of rowKeys(cells, columns)) keys.set(key, documented);
    }
  }
  return tables;
}

/** A row that is about several keys gives each of them its part of what stands in commas. */
function rowKeys(
  cells: readonly string[],
  columns: readonly string[],
): readonly (readonly [string, DocumentedKey])[] {
  const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
  const meaningColumn = meaningColumns.find((name) => columns.includes(name)) ?? '';
  const meaning = cell(meaningColumn);
  const names = [...(cells[0] ?? '').matchAll(/`([^`]+)`/gu)].map(([, name = '']) => name);
  return names.map((name, index) => [
    name,
    {
      type: partOf(cell('type'), index, names.length),
      usual: partOf(cell('default'), index, names.length),
      meaning: sentenceOf(meaningColumn, meaning),
    },
  ]);
}

/** Some tables say a part of the sentence in their heading. */
function sentenceOf(column: string, meaning: string): string {
  if (column === 'fails when' && !meaning.startsWith('`')) return `fails when ${meaning}`;
  return column === 'what is missing' ? `refused: ${meaning} is not there yet` : meaning;
}

function partOf(text: string, index: number, count: number): string {
  const parts = text.split(', ');
  return parts.length === count && count > 1 ? (parts[index] ?? '') : text;
}

/** The cells of a row; `undefined` for a line that is none. */
function cellsOf(line: string): readonly string[] | undefined {
  if (!line.startsWith('|')) return undefined;
  const inner = line.replace(/^\|/u, '').replace(/\|\s*$/u, '');
  return inner.split(/(?<!\\)\|/u).map((text) => text.trim().replaceAll('\\|', '|'));
}
