import { readHost } from './written-host.ts';

/** Tells whether a host, lower case, in ASCII and without a dot at its end, is one of those that a pattern means. */
export type HostPattern = (host: string) => boolean;

/**
 * Reads a pattern of host names: `api.example.com`, `*.example.com` for everything below it, `api-*.example.com` for any
 * text within the label, `*` for all names. `undefined` when it is none; an address is none.
 */
export function parseHostPattern(text: string): HostPattern | undefined {
  if (text === '*') return () => true;
  const isBelow = text.startsWith('*.');
  const rest = isBelow ? text.slice(2) : text;
  // A star is like a letter to the rules of names, so that one stands in for it.
  const read = readHost(rest.replaceAll('*', 'x'));
  if (read.kind !== 'name') return undefined;
  if (!rest.includes('*')) {
    const { name } = read;
    return isBelow
      ? (host) => host.length > name.length + 1 && host.endsWith(`.${name}`)
      : (host) => host === name;
  }
  if (!/^[\w.*-]+$/u.test(rest)) return undefined;
  const body = rest.toLowerCase().replace(/\.$/u, '').replaceAll('.', '\\.').replaceAll('*', '[^.]*');
  const expression = new RegExp(`^${isBelow ? '(?:[^.]+\\.)+' : ''}${body}$`, 'u');
  return (host) => expression.test(host);
}
