/**
 * The parameters of a URL's query, read as Go's `net/url` reads them: the first value of a name counts, `+` is
 * a space, and a pair with a raw `;` or a bad `%` escape is dropped as if it had not been sent.
 */
export function parseGoQuery(query: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of goQueryPairs(query)) {
    if (!parameters.has(name)) parameters.set(name, value);
  }
  return parameters;
}

/** All values of one parameter in the order they came in, for parameters that may be repeated. */
export function goQueryValues(query: string, wanted: string): readonly string[] {
  return goQueryPairs(query)
    .filter(([name]) => name === wanted)
    .map(([, value]) => value);
}

/** Every parameter that was sent, in order. */
export function goQueryPairs(query: string): readonly (readonly [name: string, value: string])[] {
  const pairs: [string, string][] = [];
  for (const pair of query.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const at = pair.indexOf('=');
    const name = unescape(at < 0 ? pair : pair.slice(0, at), 'query');
    const value = unescape(at < 0 ? '' : pair.slice(at + 1), 'query');
    if (name !== undefined && value !== undefined) pairs.push([name, value]);
  }
  return pairs;
}

/** A URL's path without its escapes, or undefined when one of them is bad. */
export function decodeGoPath(path: string): string | undefined {
  return unescape(path, 'path');
}

/** Bytes that are no UTF-8 become U+FFFD. */
function unescape(text: string, part: 'query' | 'path'): string | undefined {
  // Most parameters are a word without any escape.
  if (/^[\w.\-/]*$/.test(text)) return text;
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  const spaced = part === 'query' ? text.replaceAll('+', ' ') : text;
  const bytes = spaced.replaceAll(/%(..)/g, (_escape, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return latin1AsUtf8(bytes);
}

/** The text that a header means, which Node.js hands over as one character per byte. */
export function latin1AsUtf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
