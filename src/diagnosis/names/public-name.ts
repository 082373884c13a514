/** Last labels that mean something within a network only, or nothing at all (RFC 6761, RFC 8375 and custom). */
const privateSuffixes: ReadonlySet<string> = new Set([
  'arpa',
  'corp',
  'home',
  'internal',
  'intranet',
  'invalid',
  'lan',
  'local',
  'localdomain',
  'localhost',
  'onion',
  'private',
  'test',
]);

/**
 * Whether a name is one that may be said to strangers: it has at least two labels, and its last one is none that only
 * some network gives a meaning to.
 */
export function isPublicName(name: string): boolean {
  const labels = name.toLowerCase().replace(/\.$/u, '').split('.');
  return labels.length > 1 && !privateSuffixes.has(labels.at(-1) ?? '');
}
