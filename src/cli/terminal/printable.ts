const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * The text as one harmless line: control characters, line and paragraph separators, invisible and
 * direction-changing characters, unpaired surrogates and unassigned code points become escapes such as
 * `\n`, `\x1b` or `\u{202e}`.
 *
 * Everything a target, a certificate or a file may have worded passes through here before it is printed.
 * For reading only: a backslash of the text itself stays as it is.
 */
export function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escapeCharacter);
}

/** Like {@link printable}, but keeps the line breaks that give a text its lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

function escapeCharacter(character: string): string {
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
}
