import { LineCounter } from 'yaml';
import { Mapping } from '../../probes/shared/schema/mapping.ts';
import type { TextProblem } from './source-text.ts';
import type { Steps } from './steps.ts';
import { parsePart, parseYaml } from './yaml-document.ts';
import {
  type BlockLayout,
  type LongEntry,
  layoutOf,
  type Piece,
  type PieceLengths,
  textOf,
} from './yaml-layout.ts';
import {
  mappingTree,
  readPart,
  readTree,
  type TreeProblem,
  type TreeReading,
  type YamlChild,
  type YamlTree,
} from './yaml-tree.ts';

/** What a text says; or why it is not YAML. `lines` are those of the text. */
export type TextReading = { readonly lines: LineCounter } & (
  | ({ readonly ok: true } & TreeReading)
  | { readonly ok: false; readonly problems: readonly TextProblem[] }
);

/** Reads a text; a long one in steps of some milliseconds, if its layout allows for that. */
export function* readText(text: string, lengths?: PieceLengths): Steps<TextReading> {
  const layout = layoutOf(text, lengths);
  if (layout !== undefined) {
    const lines = linesOf(text);
    const reading = yield* new PieceReader(text, lines).read(layout);
    if (reading.kind === 'malformed') return { lines, ok: false, problems: reading.problems };
    if (reading.kind === 'read') return { lines, ok: true, ...reading };
  }
  const lines = new LineCounter();
  const parsed = parseYaml(text, lines);
  if (!parsed.ok) return { lines, ...parsed };
  return { lines, ok: true, ...readTree(parsed.document, (offset) => lines.linePos(offset).line) };
}

function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  let start = 0;
  do {
    lines.addNewLine(start);
    start = text.indexOf('\n', start) + 1;
  } while (start > 0);
  return lines;
}

/** Why the pieces do not make a tree. */
type Failing =
  /** The file must be read as a whole: an alias stands for something in another piece, or a text looks like a block. */
  | { readonly kind: 'entangled' }
  /** A piece is not YAML. What follows in the file is guesswork. */
  | { readonly kind: 'malformed'; readonly problems: readonly TextProblem[] };

type PiecesReading = ({ readonly kind: 'read' } & TreeReading) | Failing;
type BlockReading = { readonly kind: 'block'; readonly tree: YamlTree } | Failing;
type PartReading = { readonly kind: 'part'; readonly children: YamlTree['children'] } | Failing;

/** Where a part stands. */
interface Place {
  readonly block: BlockLayout;
  readonly path: readonly PropertyKey[];
  /** How many keys or items come before it. */
  readonly before: number;
}

/** Reads a text piece by piece, as its layout says. */
class PieceReader {
  readonly #text: string;
  readonly #lines: LineCounter;
  readonly #problems: TreeProblem[] = [];
  readonly #warnings: TreeProblem[] = [];

  constructor(text: string, lines: LineCounter) {
    this.#text = text;
    this.#lines = lines;
  }

  *read(layout: BlockLayout): Steps<PiecesReading> {
    const root = yield* this.#readBlock(layout, []);
    if (root.kind !== 'block') return root;
    const takeWarnings = () => this.#warnings.splice(0);
    return { kind: 'read', root: root.tree, problems: this.#problems, takeWarnings };
  }

  *#readBlock(block: BlockLayout, path: readonly PropertyKey[]): Steps<BlockReading> {
    const children = new Map<PropertyKey, YamlChild>();
    for (const part of block.parts) {
      const place = { block, path, before: children.size };
      const reading =
        part.kind === 'piece' ? this.#readPiece(part, place) : yield* this.#readLong(part, place);
      if (reading.kind !== 'part') return reading;
      this.#add(reading.children, children, path);
      yield;
    }
    const { kind, offset } = block;
    if (kind === 'list') return { kind: 'block', tree: listOf(offset, children) };
    return { kind: 'block', tree: mappingTree({ children, offset, path, warnings: this.#warnings }) };
  }

  #readPiece({ range }: Piece, { block, path, before }: Place): PartReading {
    const part = { text: textOf(this.#text, range), start: range.start };
    const parsed = parsePart(part, this.#text, this.#lines);
    if (!parsed.ok) return { kind: 'malformed', problems: parsed.problems };
    const lineOf = (offset: number) => this.#lines.linePos(offset).line;
    const reading = readPart(parsed.document, { path, firstIndex: before, lineOf, warnings: this.#warnings });
    if (reading.part === undefined) return { kind: 'entangled' };
    const { value, children } = reading.part;
    if (block.kind === 'map' ? !(value instanceof Mapping) : !Array.isArray(value))
      return { kind: 'entangled' };
    this.#problems.push(...reading.problems);
    return { kind: 'part', children };
  }

  *#readLong({ offset, key, block }: LongEntry, { path, before }: Place): Steps<PartReading> {
    const step = key ?? before;
    const reading = yield* this.#readBlock(block, [...path, step]);
    if (reading.kind !== 'block') return reading;
    return { kind: 'part', children: new Map([[step, { keyOffset: offset, tree: reading.tree }]]) };
  }

  #add(
    found: YamlTree['children'],
    children: Map<PropertyKey, YamlChild>,
    path: readonly PropertyKey[],
  ): void {
    for (const [key, child] of found) {
      const first = children.get(key);
      if (first === undefined) {
        children.set(key, child);
        continue;
      }
      const { line } = this.#lines.linePos(first.keyOffset);
      const message = `duplicate key, first given in line ${line}; remove one of them`;
      this.#problems.push({ offset: child.keyOffset, path: [...path, key], message });
    }
  }
}

function listOf(offset: number, children: YamlTree['children']): YamlTree {
  return { value: [...children.values()].map(({ tree }) => tree.value), offset, children };
}
