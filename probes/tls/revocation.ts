import { shortened } from '../shared/shortened.ts';
import type { RevocationEvidence, RevocationListEvidence, UnusableList } from '../tls-evidence.ts';

/**
 * Why revocation lists do not show that no certificate of the peer is revoked, or `undefined` when they do: one is on
 * its list, or nobody can tell because there is no list that can be used, or only one that is out of date.
 */
export function revocationProblem(revocation: RevocationEvidence | undefined): UnusableList | undefined {
  if (revocation === undefined) return { detail: 'no revocation list was looked at', blame: 'local' };
  const { certificates } = revocation;
  for (const [position, { certificate, list }] of certificates.entries()) {
    if (list.kind !== 'usable' || !list.revoked) continue;
    const name = nameOf(position, certificate.subject);
    return { detail: `${name} is on the revocation list at ${quoted(list.url)}`, blame: 'target' };
  }
  for (const [position, { certificate, isAnchor, list }] of certificates.entries()) {
    const gap = isAnchor ? undefined : gapIn(list);
    if (gap === undefined) continue;
    const name = nameOf(position, certificate.subject);
    return { detail: `whether ${name} is revoked cannot be told: ${gap.detail}`, blame: gap.blame };
  }
  return undefined;
}

/** Why a certificate that is on no list might be revoked all the same. */
function gapIn(list: RevocationListEvidence): UnusableList | undefined {
  if (list.kind === 'none') return { detail: 'it names no revocation list', blame: 'target' };
  const at = `the revocation list at ${quoted(list.url)}`;
  if (list.kind === 'unusable') return { detail: `${at} ${list.detail}`, blame: list.blame };
  return list.stale ? { detail: `${at} is out of date`, blame: 'network' } : undefined;
}

function nameOf(position: number, subject: string): string {
  return position === 0 ? 'the certificate' : `certificate ${position}, ${quoted(subject)},`;
}

function quoted(text: string): string {
  return JSON.stringify(shortened(text));
}
