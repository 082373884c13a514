import type { MissingIssuer } from '../../tls-evidence.ts';
import type { Certificate } from './certificate.ts';
import type { CertificatePool } from './certificate-pool.ts';
import { decode } from './der.ts';
import { distinguishedNameText } from './distinguished-name.ts';
import type { SignatureCheck } from './signature.ts';

/** Where to look for whoever issued a certificate. */
export interface IssuerSources {
  readonly roots: CertificatePool;
  /** What the peer sent, its own certificate included. */
  readonly sent: CertificatePool;
  readonly isSignedBy: SignatureCheck;
}

/** A search gives up after this many signatures; a peer can send enough certificates to ask for thousands. */
const signatureLimit = 100;

/** The first certificate, trusted ones before those that were sent, whose key made this one's signature. */
export function issuerOf(certificate: Certificate, sources: IssuerSources): Certificate | undefined {
  const { roots, sent, isSignedBy } = sources;
  return [...roots.issuersOf(certificate), ...sent.issuersOf(certificate)]
    .slice(0, signatureLimit)
    .find((candidate) => isSignedBy(certificate, candidate));
}

/**
 * Where the way up from the peer's own certificate, `chain[0]`, breaks off: at a certificate that is not
 * self-signed and whose issuer was neither sent nor is trusted. `undefined` when one way ends at a trusted or a
 * self-signed certificate; dates and rules do not matter here.
 *
 * From outside nobody can tell whether what is missing is an intermediate that the server should send or an
 * authority that is not to be trusted: both look like this.
 */
export function missingIssuer(
  chain: readonly Certificate[],
  sources: IssuerSources,
): MissingIssuer | undefined {
  const { roots, sent, isSignedBy } = sources;
  const visited = new Set<Certificate>();
  let signatures = 0;
  let deadEnd: Certificate | undefined;

  const signs = (issuer: Certificate, certificate: Certificate): boolean => {
    signatures += 1;
    return signatures <= signatureLimit && isSignedBy(certificate, issuer);
  };
  const arrives = (certificate: Certificate): boolean => {
    visited.add(certificate);
    if (roots.has(certificate)) return true;
    if (roots.issuersOf(certificate).some((root) => signs(root, certificate))) return true;
    const issuers = sent.issuersOf(certificate).filter((issuer) => signs(issuer, certificate));
    if (issuers.some((issuer) => issuer.der.equals(certificate.der))) return true;
    if (issuers.length === 0) deadEnd ??= certificate;
    return issuers.some((issuer) => !visited.has(issuer) && arrives(issuer));
  };

  const [leaf] = chain;
  if (leaf === undefined || arrives(leaf)) return undefined;
  // Without a dead end the certificates sign each other in a circle, and the circle has no issuer.
  const last = deadEnd ?? leaf;
  return {
    position: chain.findIndex(({ der }) => der.equals(last.der)),
    issuer: decode(() => distinguishedNameText(last.issuer)) ?? '',
  };
}
