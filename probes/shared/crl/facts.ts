import type { Fact } from '../../contract.ts';
import type { RevocationListEvidence, TlsEvidence } from '../../tls-evidence.ts';

/** What the revocation list of each certificate says, by the certificate's position; nothing unless it was wanted. */
export function revocationFacts(tls: TlsEvidence | undefined): readonly Fact[] {
  if (tls?.revocation === undefined) return [];
  const { certificates } = tls.revocation;
  const texts = certificates.map(({ list }, position) => `certificate ${position} ${listText(list)}`);
  return [{ name: 'revocation lists', value: texts.join(', ') }];
}

function listText(list: RevocationListEvidence): string {
  switch (list.kind) {
    case 'none':
      return 'names none';
    case 'unusable':
      return `unknown (the list ${list.detail})`;
    case 'usable':
      return `${list.revoked ? 'revoked' : 'good'}${list.stale ? ' (the list is stale)' : ''}`;
    default:
      return list satisfies never;
  }
}
