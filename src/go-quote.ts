const short: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

const unprintable = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]|["\\]/gu;

/**
 * The text in double quotes as Go's `%q` writes it: everything that does not print becomes an escape, so the
 * result is one harmless line. A lone surrogate becomes `\ufffd`.
 */
export function goQuote(text: string): string {
  return `"${text.replaceAll(unprintable, escaped)}"`;
}

/** The text as it is where that is one harmless line, else in quotes as {@link goQuote} has it. */
export function quotedWhereNeeded(text: string): string {
  const quoted = goQuote(text);
  return quoted.length === text.length + 2 ? text : quoted;
}

function escaped(character: string): string {
  const known = short[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd';
  return code < 0x1_0000
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\U${code.toString(16).padStart(8, '0')}`;
}
