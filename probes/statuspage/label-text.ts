/** More of a name than this helps nobody on a dashboard, and a page could send megabytes of it. */
const maxCharacters = 100;

/**
 * A text of somebody else's page as one harmless line for a label: control, invisible and direction-changing
 * characters, line separators and unpaired surrogates become spaces, spaces are put together, and a text of more than
 * 100 characters is cut.
 */
export function labelText(text: string): string {
  // Cut once before, so that a long text is not gone through whole; no escape makes it longer.
  const line = text
    .slice(0, 16 * maxCharacters)
    .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length > maxCharacters ? `${characters.slice(0, maxCharacters - 1).join('')}…` : line;
}
