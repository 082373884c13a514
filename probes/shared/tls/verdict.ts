import type { Failure, FailureReason } from '../../failure.ts';
import type { CertificateFault, TlsEvidence, TlsVerification } from '../../tls-evidence.ts';
import type { Certificate } from './certificate.ts';
import { certificateCache } from './certificate-cache.ts';
import { certificateEvidence } from './certificate-evidence.ts';
import { certificatePool } from './certificate-pool.ts';
import { type Demands, type Judgement, judge } from './judgement.ts';
import { issuerOf, missingIssuer } from './known-issuers.ts';
import { ocspStapleEvidence } from './ocsp-staple.ts';
import type { SeenOfPeer } from './seen.ts';
import { namesServer } from './server-name.ts';
import { isSignedBy } from './signature.ts';

/** What a peer's certificates are held against, and whether that matters. */
export interface PeerDemands extends Demands {
  /** `insecure_skip_verify`: the judgement is told, and refuses nobody. */
  readonly mayBeUnverified: boolean;
}

/** The certificates of a peer in the order in which each is issued by the next (RFC 5280, section 6.1). */
export interface CertificationPath {
  /** The first chain that verifies, up to a trusted certificate; what the peer sent where that is not judged. */
  readonly certificates: readonly Certificate[];
  readonly isVerified: boolean;
}

/** What was seen of the peer as evidence and as certificates, and the failure when the peer is refused. */
export interface PeerVerdict {
  readonly evidence: TlsEvidence;
  readonly path: CertificationPath;
  readonly failure?: Failure;
}

const reasons: Readonly<Record<CertificateFault, FailureReason>> = {
  date_invalid: 'tls.cert.date_invalid',
  authority_invalid: 'tls.cert.authority_invalid',
  name_invalid: 'tls.cert.name_invalid',
  invalid: 'tls.cert.invalid',
};

/** Fit for thousands of servers: each sends a certificate of its own, and some hundred authorities issue most of them. */
const peerCertificates = certificateCache({ maxCount: 2048, maxBytes: 4 * 1024 * 1024 });

/**
 * Turns what was seen into evidence and judges it. A certificate that cannot be read is refused in any case, as
 * Go does: nobody can say whom it was meant for.
 */
export function judgePeer(seen: SeenOfPeer, demands: PeerDemands): PeerVerdict {
  const { protocol, ...agreed } = seen.agreed;
  const parsed = seen.certificates.map(peerCertificates.certificateOf);
  const chain = parsed.filter((certificate) => certificate !== undefined);
  const isReadable = chain.length === parsed.length;
  const judgement: Judgement = isReadable
    ? judge(chain, demands)
    : { ok: false, fault: 'invalid', detail: 'the peer sent a certificate that cannot be read' };
  const verification = verificationOf(judgement, demands.mayBeUnverified && isReadable);
  const evidence: TlsEvidence = {
    ...(protocol === undefined ? {} : { version: versionText(protocol) }),
    ...agreed,
    ...askedOfUs(seen),
    chain: chain.map(certificateEvidence),
    verification,
    ...(verification.kind === 'verified' && judgement.ok
      ? { lastChainExpirySeconds: judgement.lastChainExpirySeconds }
      : {}),
    ...(isReadable ? factsOf(chain, { seen, demands, isComplete: judgement.ok }) : {}),
  };
  const path: CertificationPath =
    verification.kind === 'verified' && judgement.ok
      ? { certificates: judgement.chain, isVerified: true }
      : { certificates: chain, isVerified: false };
  if (verification.kind !== 'refused' || judgement.ok) return { evidence, path };
  const { fault, detail } = judgement;
  return { evidence, path, failure: { phase: 'tls', reason: reasons[fault], blame: 'target', detail } };
}

function askedOfUs({ clientCertificateRequested }: SeenOfPeer): Partial<TlsEvidence> {
  return clientCertificateRequested === undefined ? {} : { clientCertificateRequested };
}

interface Scene {
  readonly seen: SeenOfPeer;
  readonly demands: PeerDemands;
  /** Whether a chain to a trusted certificate was found already. */
  readonly isComplete: boolean;
}

/** What is true of a peer whether or not it is refused. */
function factsOf(
  chain: readonly Certificate[],
  { seen: { staple }, demands, isComplete }: Scene,
): Partial<TlsEvidence> {
  const { roots, serverName, atMs } = demands;
  const [leaf] = chain;
  if (leaf === undefined) return {};
  const sources = { roots, sent: certificatePool(chain), isSignedBy };
  const missing = isComplete ? undefined : missingIssuer(chain, sources);
  const ocspStaple =
    staple === undefined
      ? undefined
      : ocspStapleEvidence({ response: staple, leaf, issuer: issuerOf(leaf, sources), atMs });
  return {
    ...(serverName === '' ? {} : { nameMatches: namesServer(leaf.alternativeNames, serverName) }),
    ...(missing === undefined ? {} : { missingIssuer: missing }),
    ...(ocspStaple === undefined ? {} : { ocspStaple }),
  };
}

function verificationOf(judgement: Judgement, mayBeUnverified: boolean): TlsVerification {
  if (mayBeUnverified) {
    return judgement.ok ? { kind: 'skipped' } : { kind: 'skipped', wouldFailWith: judgement.fault };
  }
  return judgement.ok ? { kind: 'verified' } : { kind: 'refused', fault: judgement.fault };
}

/** `TLSv1.3` is TLS 1.3, `TLSv1` TLS 1.0. */
function versionText(protocol: string): string {
  return protocol === 'TLSv1' ? 'TLS 1.0' : protocol.replace('TLSv', 'TLS ');
}
