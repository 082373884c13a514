import type { ResolverSettings } from './resolv-conf.ts';

/** Longest name in text form without the trailing dot: 255 octets on the wire (RFC 1035, section 2.3.4). */
const maxNameBytes = 253;
const label = /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/u;

/**
 * Whether `name` may be asked of a DNS server, by the rules of Go's resolver: labels of 1 to 63 letters, digits,
 * hyphens (not at either end) and underscores, at most 253 in all, something in it that is no digit. Thus
 * `127.1` and names outside ASCII are not; there is no conversion to Punycode.
 */
export function isDomainName(name: string): boolean {
  const bare = name.replace(/\.$/u, '');
  return (
    bare.length <= maxNameBytes &&
    /[A-Za-z_-]/u.test(bare) &&
    bare.split('.').every((part) => label.test(part))
  );
}

/**
 * The questions to ask for `name`, in order, each with a trailing dot: a name with a trailing dot is asked
 * as it is; others are completed with the search domains, before or after they are tried as they are
 * depending on `ndots`. Names below `.onion` are never asked (RFC 7686, section 2).
 */
export function questionNames(name: string, settings: ResolverSettings): readonly string[] {
  if (name.endsWith('.')) return [name].filter(mayBeAsked);
  const dots = name.split('.').length - 1;
  const completed = settings.search.map((domain) => `${name}.${domain}.`);
  const bare = `${name}.`;
  const inOrder = dots >= settings.ndots ? [bare, ...completed] : [...completed, bare];
  return inOrder.filter(mayBeAsked);
}

function mayBeAsked(question: string): boolean {
  return question.length <= maxNameBytes + 1 && !question.toLowerCase().endsWith('.onion.');
}

/** Whether `name` is `localhost` or below it: such names mean this host everywhere (RFC 6761, section 6.3). */
export function isLocalhost(name: string): boolean {
  return /(?:^|\.)localhost\.?$/iu.test(name);
}
