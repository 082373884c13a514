import { type KeyMeaning, type KeyPath, meaningOf } from './key-meaning.ts';
import type { BlockOutline, KeyOutline, Outline } from './outline.ts';

/** A key with its place and what the documents say of it. */
export interface FoundKey extends KeyOutline {
  readonly path: KeyPath;
  readonly meaning: KeyMeaning | undefined;
}

/** Every key of the outline, blocks before what stands in them. */
export function allKeys(outline: BlockOutline): readonly FoundKey[] {
  const found: FoundKey[] = [];
  const visit = (part: Outline, path: KeyPath): void => {
    if (part.kind === 'list') visit(part.element, path);
    if (part.kind === 'map') visit(part.value, [...path, 'NAME']);
    if (part.kind !== 'block') return;
    for (const [name, key] of part.keys) {
      const place = [...path, name];
      found.push({ ...key, path: place, meaning: meaningOf(place) });
      visit(key.outline, place);
    }
  };
  visit(outline, []);
  return found;
}

/**
 * The keys that `text` may mean: the end of a path in dots, `http.method`, or a whole one, in which names that users choose
 * stand as they are, `modules.web.http.method`. Indexes such as `[0]` are passed over.
 */
export function findKeys(text: string, keys: readonly FoundKey[]): readonly FoundKey[] {
  const words = text
    .replaceAll(/\[\d*\]/gu, '')
    .split('.')
    .filter((word) => word !== '');
  return keys.filter(({ path }) => {
    const end = path.slice(-words.length);
    return (
      words.length > 0 && end.length === words.length && end.every((name, at) => isMeant(name, words[at]))
    );
  });
}

function isMeant(name: string, word: string | undefined): boolean {
  return name === word || name === 'NAME';
}
