/**
 * The path without `.`, `..` and empty elements, beginning with a slash, and ending with one if it did:
 * what Go's request multiplexer makes of a path before it looks at it.
 */
export function cleanPath(path: string): string {
  const kept: string[] = [];
  for (const element of path.split('/')) {
    if (element === '' || element === '.') continue;
    if (element === '..') kept.pop();
    else kept.push(element);
  }
  const clean = `/${kept.join('/')}`;
  return path.endsWith('/') && clean !== '/' ? `${clean}/` : clean;
}

/** The path as it stands in a URL, each byte escaped that Go's `net/url` escapes in a path. */
export function encodePath(path: string): string {
  const bytes = Buffer.from(path, 'utf8').toString('latin1');
  return bytes.replaceAll(
    /[^A-Za-z0-9\-_.~$&+,/:;=@]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
