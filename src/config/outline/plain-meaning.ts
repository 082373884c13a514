import type { KeyMeaning } from './key-meaning.ts';

/** What the documents say of a key as plain sentences, without the marks of Markdown. */
export function plainMeaning({ meaning, usual }: KeyMeaning): string {
  const said = plainText(meaning);
  // A word of the configuration is written as it is.
  const sentence = meaning.startsWith('`') ? said : said.charAt(0).toUpperCase() + said.slice(1);
  const whole = sentence === '' || sentence.endsWith('.') ? sentence : `${sentence}.`;
  return usual === '' ? whole : `${whole} Default: ${plainText(usual)}.`.trim();
}

/** A text of the documents without its links, its emphasis and its marks for code. */
export function plainText(markdown: string): string {
  return markdown
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/gu, '$1')
    .replaceAll('**', '')
    .replaceAll('`', '');
}
