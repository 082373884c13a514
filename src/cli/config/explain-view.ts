import type { FoundKey } from '../../config/outline/find-keys.ts';
import type { KeyPath } from '../../config/outline/key-meaning.ts';
import type { Outline } from '../../config/outline/outline.ts';
import { plainMeaning, plainText } from '../../config/outline/plain-meaning.ts';
import type { Paint } from '../terminal/paint.ts';
import { labelled, wrap } from '../view/wrap.ts';

/** How keys are explained. */
export interface ExplainStyle {
  readonly paint: Paint;
  /** Width of the terminal; absent for a file or a pipe, where no text is broken. */
  readonly columns?: number;
}

const indent = '  ';

/**
 * A key with the keys below it, or several that one may have meant, for people; ends in a line break. `all` are the keys of
 * the whole configuration.
 */
export function explainView(
  found: readonly FoundKey[],
  all: readonly FoundKey[],
  style: ExplainStyle,
): string {
  const groups = groupsOf(found);
  const texts = groups.map((group) => {
    const below = groups.length > 1 ? [] : keysBelow(group[0].path, all);
    return keyLines(group, below, style).join('\n');
  });
  return `${texts.join('\n\n')}\n`;
}

/** The keys of a block, or of the whole file, each with a line or two; ends in a line break. */
export function keysView(keys: readonly FoundKey[], { columns }: ExplainStyle): string {
  return `${keyRows(keys, columns).join('\n')}\n`;
}

/** Keys of which the documents say the same stand together. */
function groupsOf(found: readonly FoundKey[]): readonly (readonly [FoundKey, ...FoundKey[]])[] {
  const groups = new Map<string, [FoundKey, ...FoundKey[]]>();
  for (const key of found) {
    const said = JSON.stringify([key.meaning, key.path.at(-1)]);
    const group = groups.get(said);
    if (group === undefined) groups.set(said, [key]);
    else group.push(key);
  }
  return [...groups.values()];
}

function keyLines(
  group: readonly [FoundKey, ...FoundKey[]],
  below: readonly FoundKey[],
  { paint, columns }: ExplainStyle,
): readonly string[] {
  const [first] = group;
  const { outline, isRequired, meaning } = first;
  const usual = plainText(meaning?.usual ?? '');
  const words = wordsIn(outline);
  const type = typeOf(first);
  const facts = [
    ...(type === '' ? [] : [{ label: 'type', value: type }]),
    ...(isRequired ? [{ label: 'required', value: 'yes' }] : []),
    ...(usual === '' ? [] : [{ label: 'default', value: usual }]),
    ...(words === undefined ? [] : [{ label: 'takes', value: words.join(', ') }]),
    ...(meaning === undefined ? [] : [{ label: 'more', value: meaning.page }]),
  ];
  const width = columns === undefined ? undefined : columns - indent.length;
  return [
    ...group.map(({ path }) => paint.good(path.join('.'))),
    ...wrap(sentences(first), width).map((line) => indent + line),
    '',
    ...labelled(facts, indent, columns),
    ...(below.length > 0 ? ['', `${indent}keys`, ...keyRows(below, columns)] : []),
  ];
}

/** The keys of the block that stands at `path`, alone, in a list, or under names. */
export function keysBelow(path: KeyPath, all: readonly FoundKey[]): readonly FoundKey[] {
  return all.filter((key) => {
    const rest = key.path.slice(path.length);
    const isThere = path.every((name, at) => key.path[at] === name);
    return isThere && (rest.length === 1 || (rest.length === 2 && rest[0] === 'NAME'));
  });
}

function keyRows(keys: readonly FoundKey[], columns: number | undefined): readonly string[] {
  const rows = keys.map((key) => {
    const type = typeOf(key);
    const said = firstSentence(sentences(key));
    return { label: key.path.at(-1) ?? '', value: type === '' ? said : `${said} (${type})` };
  });
  return labelled(rows, indent.repeat(2), columns);
}

function sentences({ path, meaning }: FoundKey): string {
  // The documents have a page for each prober, and no row for its block.
  if (meaning === undefined) return `The options of the prober ${path.at(-1) ?? ''}.`;
  return plainMeaning({ ...meaning, usual: '' });
}

function firstSentence(text: string): string {
  return (/^.*?\.(?=\s)/u.exec(text)?.[0] ?? text).replace(/\.$/u, '');
}

/** As the documents word it, else as far as it is known. */
function typeOf({ outline, meaning }: FoundKey): string {
  const said = plainText(meaning?.type ?? '');
  return said === '' ? typeName(outline) : said;
}

function typeName(outline: Outline): string {
  switch (outline.kind) {
    case 'block':
      return 'block';
    case 'list': {
      const element = typeName(outline.element);
      return element === '' ? 'list' : `list of ${element}s`;
    }
    case 'map':
      return 'names to values';
    case 'scalar':
      return outline.form.kind === 'long duration' ? 'duration' : outline.form.kind;
    case 'anything':
      break;
  }
  return '';
}

function wordsIn(outline: Outline): readonly string[] | undefined {
  if (outline.kind === 'list') return wordsIn(outline.element);
  if (outline.kind === 'map') return wordsIn(outline.value);
  return outline.kind === 'scalar' ? outline.form.words?.filter((word) => word !== '') : undefined;
}
