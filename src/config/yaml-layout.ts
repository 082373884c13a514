/**
 * Where a long YAML file can be cut, so that only a piece of it has to be read at a time: reading takes dozens of times the
 * bytes of what is read, and some megabytes hold up everything else for seconds.
 *
 * Only the lines are looked at. A key or an item of a block begins a line at the block's indent, and whatever is part of it
 * stands further to the right (YAML 1.2.2, section 8.2), so that each can be read by itself, as a document. A file that is
 * laid out in another way is not cut.
 */

/** How long pieces are, in characters. */
export interface PieceLengths {
  /** Neighbours are read together up to this length. */
  readonly usual: number;
  /** Something longer is cut in turn, or the file is not cut at all. */
  readonly most: number;
}

/** Some milliseconds, and a hundred in the worst case. */
const pieceLengths: PieceLengths = { usual: 4 * 1024, most: 128 * 1024 };

/** A block whose keys or items begin at the same indent. */
export interface BlockLayout {
  readonly kind: 'map' | 'list';
  /** Of the first key or item. */
  readonly offset: number;
  readonly parts: readonly Part[];
}

export type Part = Piece | LongEntry;

/** Some keys or items, to be read by themselves. */
export interface Piece {
  readonly kind: 'piece';
  readonly range: Range;
}

/** A key of a mapping, or an item of a list, that is a long block itself. */
export interface LongEntry {
  readonly kind: 'long';
  /** Of the key, or of the item. */
  readonly offset: number;
  /** Absent for an item. */
  readonly key?: string;
  readonly block: BlockLayout;
}

/** A part of the text, of whole lines. */
export interface Range {
  readonly start: number;
  readonly end: number;
  /** The dashes of the lists that the first line begins, of which only the content is meant. */
  readonly dashes: readonly number[];
}

/** The text of a range, as long as that is, in which its dashes are blanks. */
export function textOf(text: string, { start, end, dashes }: Range): string {
  const within = dashes.filter((dash) => dash >= start);
  const last = within.at(-1);
  // All that stands before a dash is blanks and dashes.
  return last === undefined
    ? text.slice(start, end)
    : ' '.repeat(last + 1 - start) + text.slice(last + 1, end);
}

/** The layout of a text; undefined when it is short, or cannot be cut. */
export function layoutOf(text: string, lengths: PieceLengths = pieceLengths): BlockLayout | undefined {
  if (text.length <= lengths.most) return undefined;
  // What an alias stands for may be far away. One that is missed here is found when it is read.
  if (/^ *(?:- +)*(?:[\w.<-]+: +)?[&*][\w-]/mu.test(text)) return undefined;
  const [opening] = /^(?:[ \t]*(?:#[^\n]*)?\n)*(?:---[ \t]*(?:#[^\n]*)?\n)?/u.exec(text) ?? [''];
  if (/^(?:---|\.\.\.|%)/mu.test(text.slice(opening.length))) return undefined;
  return new LayoutReader(text, lengths).blockOf({ start: opening.length, end: text.length, dashes: [] });
}

interface Line {
  readonly start: number;
  readonly indent: number;
  readonly isItem: boolean;
}

/** The lines of a range that are neither blank nor comments alone. */
function* linesOf(text: string, { start, end, dashes }: Range): Generator<Line> {
  for (let at = start; at < end; ) {
    const lineEnd = text.indexOf('\n', at);
    const next = lineEnd < 0 ? end : Math.min(lineEnd + 1, end);
    let content = at;
    while (text[content] === ' ' || dashes.includes(content)) content += 1;
    const first = text[content] ?? '\n';
    if (content < next && first !== '\n' && first !== '\r' && first !== '#') {
      const isItem = first === '-' && /^[ \t\r\n]?$/u.test(text[content + 1] ?? '');
      yield { start: at, indent: content - at, isItem };
    }
    at = next;
  }
}

class LayoutReader {
  readonly #text: string;
  readonly #lengths: PieceLengths;

  constructor(text: string, lengths: PieceLengths) {
    this.#text = text;
    this.#lengths = lengths;
  }

  /** The block that fills a range; undefined when it is none, or a part of it is long and cannot be cut. */
  blockOf(range: Range): BlockLayout | undefined {
    const starts: number[] = [];
    let indent = 0;
    let kind: BlockLayout['kind'] = 'map';
    for (const line of linesOf(this.#text, range)) {
      if (starts.length === 0) {
        ({ indent } = line);
        kind = line.isItem ? 'list' : 'map';
      } else {
        if (line.indent > indent) continue;
        // A list may stand at the indent of the key that it belongs to.
        if (line.indent === indent && kind === 'map' && line.isItem) continue;
      }
      if (line.indent < indent || (kind === 'list') !== line.isItem) return undefined;
      // An explicit key or value, or one that stands for the keys of others.
      if (/^(?:[?:]|["']?<<)/u.test(this.#text.slice(line.start + indent, line.start + indent + 3)))
        return undefined;
      starts.push(line.start);
    }
    const [first] = starts;
    if (first === undefined) return undefined;
    const entries = starts.map((start, index) => ({
      start,
      end: starts[index + 1] ?? range.end,
      dashes: index === 0 ? range.dashes : [],
    }));
    const parts = this.#partsOf(entries, { kind, indent });
    return parts && { kind, offset: first + indent, parts };
  }

  #partsOf(entries: readonly Range[], form: BlockForm): readonly Part[] | undefined {
    const parts: Part[] = [];
    for (const entry of entries) {
      if (entry.end - entry.start > this.#lengths.most) {
        const long = this.#longEntryOf(entry, form);
        if (long === undefined) return undefined;
        parts.push(long);
        continue;
      }
      const last = parts.at(-1);
      if (last?.kind === 'piece' && entry.end - last.range.start <= this.#lengths.usual) {
        parts[parts.length - 1] = { kind: 'piece', range: { ...last.range, end: entry.end } };
      } else {
        parts.push({ kind: 'piece', range: entry });
      }
    }
    return parts;
  }

  /** A key that is alone on its line with a block below it, or an item that is a block itself. */
  #longEntryOf(entry: Range, { kind, indent }: BlockForm): LongEntry | undefined {
    const offset = entry.start + indent;
    if (kind === 'list') {
      const block = this.blockOf({ ...entry, dashes: [...entry.dashes, offset] });
      return block && { kind: 'long', offset: block.offset, block };
    }
    const lineEnd = this.#text.indexOf('\n', offset) + 1;
    const [, key] =
      /^([A-Za-z_][\w-]{0,200}):[ \t]*(?:#.*)?\r?\n$/u.exec(this.#text.slice(offset, lineEnd)) ?? [];
    if (key === undefined) return undefined;
    const block = this.blockOf({ start: lineEnd, end: entry.end, dashes: [] });
    return block && { kind: 'long', offset, key, block };
  }
}

interface BlockForm {
  readonly kind: BlockLayout['kind'];
  readonly indent: number;
}
