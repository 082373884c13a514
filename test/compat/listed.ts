import { listedRelease } from './allowed.ts';
import type { Reference } from './reference.ts';

/** A list of what may differ, by title, and what it is asked about. */
export interface Listing {
  readonly list: Readonly<Record<string, string>>;
  readonly title: string;
  readonly reference: Reference;
}

/**
 * What is wrong with the differences found under a title: each of them when the title is not in the list, and that
 * there are none when it is, since a list that outlives its reasons hides mistakes.
 */
export function unlisted(found: readonly string[], { list, title, reference }: Listing): readonly string[] {
  if (!Object.hasOwn(list, title)) return found;
  const isOutlived = found.length === 0 && reference.version === listedRelease;
  return isOutlived ? [`"${title}" is listed, and does not differ`] : [];
}
