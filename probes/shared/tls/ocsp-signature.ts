import { verify } from 'node:crypto';
import type { OcspStapleEvidence } from '../../tls-evidence.ts';
import { type Certificate, parseCertificate } from './certificate.ts';
import type { OcspResponse } from './ocsp.ts';
import { isSignedBy, keyWeakness, signatureAlgorithmName, signatureHashes, weakness } from './signature.ts';

/** RFC 6960, section 4.2.2.2: id-kp-OCSPSigning. */
const ocspSigning = '1.3.6.1.5.5.7.3.9';

/** More than any responder adds: one of them is its own, the others would lead to it. */
const mostResponders = 5;

/** Who may sign, and when. */
export interface OcspAuthority {
  /** The issuer of the certificate that the response is about. */
  readonly issuer: Certificate;
  /** Unix milliseconds. */
  readonly atMs: number;
}

/**
 * Whether the issuer signed the response, or a responder whose certificate the issuer signed for that purpose
 * and which is valid at the moment (RFC 6960, section 4.2.2.2).
 */
export function ocspSignature(
  response: OcspResponse,
  { issuer, atMs }: OcspAuthority,
): Pick<OcspStapleEvidence, 'signature' | 'detail'> {
  const { signatureAlgorithm: type } = response;
  const hash = signatureHashes.get(type);
  if (hash === undefined) {
    const name = signatureAlgorithmName({ type });
    return { signature: 'unchecked', detail: `signatures with ${name} are not supported` };
  }
  if (isSignedWith(response, hash, issuer)) return { signature: 'valid' };
  const responders = response.certificates
    .slice(0, mostResponders)
    .map((der) => parseCertificate(der))
    .filter((certificate) => certificate !== undefined);
  const appointed = responders.filter(
    (certificate) => isAppointed(certificate, issuer, atMs) && isSignedWith(response, hash, certificate),
  );
  if (appointed.length > 0) return { signature: 'valid' };
  return {
    signature: 'invalid',
    detail: 'neither the issuer nor a responder that it appointed signed the response',
  };
}

function isAppointed(responder: Certificate, issuer: Certificate, atMs: number): boolean {
  const { extendedKeyUsage = [], notBeforeSeconds, notAfterSeconds } = responder;
  if (!extendedKeyUsage.includes(ocspSigning)) return false;
  if (atMs < notBeforeSeconds * 1000 || atMs > notAfterSeconds * 1000) return false;
  if (weakness(responder.signatureAlgorithm) !== undefined) return false;
  return responder.issuer.equals(issuer.subject) && isSignedBy(responder, issuer);
}

function isSignedWith(
  { signed, signature }: OcspResponse,
  hash: string | null,
  signer: Certificate,
): boolean {
  const key = signer.openSsl.publicKey;
  if (key === undefined || keyWeakness(signer) !== undefined) return false;
  try {
    return verify(hash, signed, key, signature);
  } catch {
    // A key of another kind than the algorithm's.
    return false;
  }
}
