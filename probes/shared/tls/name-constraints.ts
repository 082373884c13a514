import { parseIpLiteral } from '../ip-literal.ts';
import type { Certificate } from './certificate.ts';
import type { AlternativeNames, NameSubtrees } from './extensions.ts';

/**
 * The first name of `certificate` that the name constraints of `authority` forbid (RFC 5280, 4.2.1.10), or
 * `undefined`. As in Go only alternative names are looked at, and a name that makes no sense is forbidden.
 */
export function forbiddenName(authority: Certificate, certificate: Certificate): string | undefined {
  const { permitted, excluded } = authority;
  const names = certificate.alternativeNames;
  if (permitted === undefined || excluded === undefined || names === undefined) return undefined;
  return firstForbidden(names, permitted, excluded);
}

function firstForbidden(
  names: AlternativeNames,
  permitted: NameSubtrees,
  excluded: NameSubtrees,
): string | undefined {
  const { dnsNames, emailAddresses, uris, ipAddresses } = names;
  return (
    dnsNames.find((name) => !allowed(permitted.dnsNames, excluded.dnsNames, domainMatcher(name))) ??
    emailAddresses.find(
      (email) => !allowed(permitted.emailAddresses, excluded.emailAddresses, emailMatcher(email)),
    ) ??
    uris.find((uri) => !allowed(permitted.uriDomains, excluded.uriDomains, uriMatcher(uri))) ??
    ipAddresses
      .find((address) => !allowed(permitted.ipRanges, excluded.ipRanges, (range) => inRange(address, range)))
      ?.join('.')
  );
}

/** Whether a name lies within a subtree; `undefined` when that question makes no sense. */
type Matcher<Subtree> = (subtree: Subtree, use: 'permitted' | 'excluded') => boolean | undefined;

function allowed<Subtree>(
  permitted: readonly Subtree[],
  excluded: readonly Subtree[],
  matches: Matcher<Subtree>,
): boolean {
  if (excluded.some((subtree) => matches(subtree, 'excluded') !== false)) return false;
  return permitted.length === 0 || permitted.some((subtree) => matches(subtree, 'permitted') === true);
}

/**
 * A leading dot in the subtree demands at least one label more; the empty subtree holds everything. An
 * excluded `a.example` also excludes the wildcard `*.example`, which stands for it.
 */
function domainMatcher(domain: string): Matcher<string> {
  return (subtree, use) => {
    if (subtree === '') return true;
    const needsMore = subtree.startsWith('.');
    let labels = labelsOf(domain);
    let wanted = labelsOf(needsMore ? subtree.slice(1) : subtree);
    if (labels === undefined || wanted === undefined) return undefined;
    if (use === 'excluded' && domain.startsWith('*.')) {
      labels = labels.slice(1);
      wanted = wanted.length > labels.length ? wanted.slice(1) : wanted;
    }
    if (labels.length < wanted.length || (needsMore && labels.length === wanted.length)) return false;
    return labels.slice(labels.length - wanted.length).join('.') === wanted.join('.');
  };
}

function emailMatcher(email: string): Matcher<string> {
  const at = email.lastIndexOf('@');
  const domain = domainMatcher(email.slice(at + 1));
  return (subtree, use) => {
    if (at < 1) return undefined;
    if (!subtree.includes('@')) return domain(subtree, use);
    const split = subtree.lastIndexOf('@');
    const sameMailbox = email.slice(0, at) === subtree.slice(0, split);
    return sameMailbox && email.slice(at + 1).toLowerCase() === subtree.slice(split + 1).toLowerCase();
  };
}

function uriMatcher(uri: string): Matcher<string> {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/?#]*@)?(?<host>[^:/?#]+)/i.exec(uri)?.groups?.['host'];
  if (host === undefined || host.startsWith('[') || parseIpLiteral(host) !== undefined) {
    return () => undefined;
  }
  return domainMatcher(host);
}

function inRange(address: Buffer, range: Buffer): boolean {
  if (range.length !== address.length * 2) return false;
  const mask = range.subarray(address.length);
  return address.every((byte, i) => (byte & (mask[i] ?? 0)) === ((range[i] ?? 0) & (mask[i] ?? 0)));
}

/** The labels in lower case, or `undefined` when one is empty or not printable ASCII. */
function labelsOf(domain: string): string[] | undefined {
  const labels = domain.toLowerCase().split('.');
  return labels.every((label) => /^[\x21-\x7e]+$/.test(label)) ? labels : undefined;
}
