import { describe, expect, test } from 'vitest';
import { type Certificate, parseCertificate } from '../../../../probes/shared/tls/certificate.ts';
import { certificatePool } from '../../../../probes/shared/tls/certificate-pool.ts';
import { issuerOf, missingIssuer } from '../../../../probes/shared/tls/known-issuers.ts';
import { isSignedBy } from '../../../../probes/shared/tls/signature.ts';
import { type Minted, mint, mintAuthority } from '../../../helpers/certificates.ts';

const root = mintAuthority('Root');
const inter = mintAuthority('Inter', { issuer: root });
const lower = mintAuthority('Lower', { issuer: inter });
const leaf = mint({ subject: 'leaf', issuer: lower });
const direct = mint({ subject: 'direct', issuer: root });
const lone = mint({ subject: 'lone' });
const impostor = mintAuthority('Lower', { issuer: inter });
const stranger = mintAuthority('Stranger');

/** Two authorities that only vouch for each other. */
const circle = (() => {
  const first = mintAuthority('First');
  const second = mintAuthority('Second', { issuer: first });
  const again = mintAuthority('First', { issuer: second, keyOf: first });
  return [mint({ subject: 'leaf', issuer: second }), second, again];
})();

function parsed({ der }: Minted): Certificate {
  const certificate = parseCertificate(der);
  if (certificate === undefined) throw new Error('minted what is no certificate');
  return certificate;
}

function sources(sent: readonly Minted[], trusted: readonly Minted[]) {
  return {
    roots: certificatePool(trusted.map(parsed)),
    sent: certificatePool(sent.map(parsed)),
    isSignedBy,
  };
}

describe('a chain without a gap', () => {
  test.each<[string, Minted[], Minted[]]>([
    ['leads to a trusted root', [leaf, lower, inter], [root]],
    ['was sent in another order', [leaf, inter, lower], [root]],
    ['leads to a trusted intermediate', [leaf], [lower]],
    ['is trusted itself', [leaf], [leaf]],
    ['was issued by a trusted root', [direct], [root]],
    ['leads to a root that was sent and is not trusted', [leaf, lower, inter, root], []],
    ['is self-signed and not trusted', [lone], []],
    ['has a namesake of its issuer beside it', [leaf, impostor, lower, inter], [root]],
    ['is no chain at all', [], [root]],
  ])('%s', (_, sent, trusted) => {
    expect(missingIssuer(sent.map(parsed), sources(sent, trusted))).toBeUndefined();
  });
});

describe('a chain with a gap', () => {
  test.each<[string, Minted[], Minted[], number, string]>([
    ['lacks the issuer of the leaf', [leaf], [root], 0, 'CN=Lower'],
    ['lacks one further up', [leaf, lower], [root], 1, 'CN=Inter'],
    ['lacks one in the middle', [leaf, inter], [root], 0, 'CN=Lower'],
    ['ends below a root that nobody trusts', [leaf, lower, inter], [stranger], 2, 'CN=Root'],
    ['has only a namesake of the issuer', [leaf, impostor, inter], [root], 0, 'CN=Lower'],
    ['has others in between', [leaf, stranger, lower], [root], 2, 'CN=Inter'],
    ['goes round in a circle', circle, [root], 0, 'CN=Second'],
  ])('%s', (_, sent, trusted, position, issuer) => {
    expect(missingIssuer(sent.map(parsed), sources(sent, trusted))).toEqual({ position, issuer });
  });

  test('is found in time however many issuers of the name were sent', () => {
    const crowd = Array.from({ length: 150 }, () => mintAuthority('Lower'));
    const sent = [leaf, ...crowd, lower, inter];
    let signatures = 0;
    const material = sources(sent, [root]);
    const counted = {
      ...material,
      isSignedBy: (certificate: Certificate, issuer: Certificate) => {
        signatures += 1;
        return material.isSignedBy(certificate, issuer);
      },
    };
    expect(missingIssuer(sent.map(parsed), counted)).toEqual({ position: 0, issuer: 'CN=Lower' });
    expect(signatures).toBe(100);
  });
});

test.each<[string, Minted[], Minted[], Minted | undefined]>([
  ['that was sent', [leaf, lower], [root], lower],
  ['that is trusted', [direct], [root], root],
  ['of a self-signed certificate', [lone], [], lone],
  ['that signed, not its namesake', [leaf, impostor, lower], [], lower],
  ['nobody knows', [leaf], [root], undefined],
])('finds the issuer %s', (_, sent, trusted, expected) => {
  const [first = leaf] = sent;
  expect(issuerOf(parsed(first), sources(sent, trusted))?.der).toEqual(expected?.der);
});
