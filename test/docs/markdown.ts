import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The pages whose examples and links are tested, by path from the root of the repository. */
export const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path))
    .sort(),
];

export function readPage(path: string): string {
  return readFileSync(path, 'utf8');
}

/** A fenced block of a page. */
export interface FencedBlock {
  readonly page: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  /** What follows the fence, `yaml`; empty when nothing does. */
  readonly language: string;
  /** Ends in a line break; less the indent of the fence. */
  readonly text: string;
}

/** The fenced blocks of a page (CommonMark, section 4.5), also inside of lists. */
export function fencedBlocks(page: string): readonly FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: { line: number; language: string; indent: string; fence: string; lines: string[] } | undefined;
  for (const [index, line] of readPage(page).split('\n').entries()) {
    const [, indent = '', fence = '', language = ''] = /^( *)(`{3,}|~{3,}) *([^\s`]*)/u.exec(line) ?? [];
    if (open === undefined) {
      if (fence !== '') open = { line: index + 1, language, indent, fence, lines: [] };
    } else if (fence.startsWith(open.fence) && language === '') {
      const text = open.lines.map((each) => `${each}\n`).join('');
      blocks.push({ page, line: open.line, language: open.language, text });
      open = undefined;
    } else {
      open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line.trimStart());
    }
  }
  if (open !== undefined) throw new Error(`${page}:${open.line}: the block does not end`);
  return blocks;
}

/** A page without its fenced blocks. */
export function proseOf(page: string): string {
  return readPage(page).replaceAll(/^( *)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1\2[^\n]*$/gmu, '');
}

/** The names by which links reach the headings of a page, as GitHub makes them. */
export function anchorsOf(page: string): readonly string[] {
  const headings = [...proseOf(page).matchAll(/^#+ +(.+)$/gmu)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/gu, '-'),
  );
}

/** The rows of one table, each the text of its cells; without the head. */
export type Table = readonly (readonly string[])[];

/** The tables that follow a heading, up to the next heading of any level. */
export function tablesUnder(page: string, heading: string): readonly Table[] {
  const lines = proseOf(page).split('\n');
  const start = lines.findIndex((line) => line.replace(/^#+ /u, '') === heading && line !== heading);
  if (start < 0) throw new Error(`${page} has no heading "${heading}"`);
  const [section = ''] = lines
    .slice(start + 1)
    .join('\n')
    .split(/^#/mu);
  return tablesOf(section);
}

/** All tables of a text. */
export function tablesOf(text: string): readonly Table[] {
  return [...text.matchAll(/(?:^\|.*\|$\n?)+/gmu)].map(([table]) => {
    const [, , ...rows] = table.trimEnd().split('\n');
    return rows.map((row) =>
      row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  });
}

/** What stands in back quotes in the first column: the names that a table explains. */
export function namesIn(...tables: readonly (Table | undefined)[]): readonly string[] {
  return tables
    .flatMap((table) => table ?? [])
    .flatMap(([cell = '']) => [...cell.matchAll(/`([^`]+)`/gu)].map(([, name = '']) => name));
}
