import type { Certificate, SignatureAlgorithm } from './certificate.ts';

/** The hash of each algorithm that holds: PKCS #1, ECDSA, and Ed25519, which needs none. */
export const signatureHashes: ReadonlyMap<string, string | null> = new Map([
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
  ['1.3.101.112', null],
]);

/** PKCS #1 and ECDSA. */
export const sha1Algorithms: ReadonlySet<string> = new Set(['1.2.840.113549.1.1.5', '1.2.840.10045.4.1']);

/** RSASSA-PSS (RFC 4055), whose hash is a parameter. */
export const rsassaPss = '1.2.840.113549.1.1.10';
const sha1 = '1.3.14.3.2.26';

/** The hashes of RSASSA-PSS that hold, by object identifier. */
export const pssHashes: ReadonlyMap<string, string> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/** Why a signature of this kind is not to be trusted: the end of a sentence, or `undefined`. */
export function weakness({ type, pssHash = '' }: SignatureAlgorithm): string | undefined {
  if (type === rsassaPss ? pssHashes.has(pssHash) : signatureHashes.has(type)) return undefined;
  const isSha1 = type === rsassaPss ? pssHash === sha1 : sha1Algorithms.has(type);
  return isSha1 ? 'is signed with SHA-1' : `is signed with an algorithm that is not supported (${type})`;
}

/** RFC 8017 (appendix C), RFC 5758 and RFC 8410. */
const algorithmNames: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.4', 'md5WithRSAEncryption'],
  ['1.2.840.113549.1.1.5', 'sha1WithRSAEncryption'],
  ['1.2.840.113549.1.1.11', 'sha256WithRSAEncryption'],
  ['1.2.840.113549.1.1.12', 'sha384WithRSAEncryption'],
  ['1.2.840.113549.1.1.13', 'sha512WithRSAEncryption'],
  [rsassaPss, 'id-RSASSA-PSS'],
  ['1.2.840.10045.4.1', 'ecdsa-with-SHA1'],
  ['1.2.840.10045.4.3.2', 'ecdsa-with-SHA256'],
  ['1.2.840.10045.4.3.3', 'ecdsa-with-SHA384'],
  ['1.2.840.10045.4.3.4', 'ecdsa-with-SHA512'],
  ['1.3.101.112', 'id-Ed25519'],
  ['1.3.101.113', 'id-Ed448'],
]);

/** What the RFCs call this algorithm; one that is not known here is its object identifier. */
export function signatureAlgorithmName({ type }: SignatureAlgorithm): string {
  return algorithmNames.get(type) ?? type;
}

const curves: ReadonlySet<string> = new Set(['secp224r1', 'prime256v1', 'secp384r1', 'secp521r1']);

/**
 * Why this public key is not to be trusted: the end of a sentence, or `undefined`.
 *
 * RSA keys have 1024 to 8192 bits and an exponent of 32 bits at most: what goes beyond costs more time to
 * verify than a hostile peer should be able to demand.
 */
export function keyWeakness({ openSsl: { publicKey: key } }: Certificate): string | undefined {
  const details = key?.asymmetricKeyDetails;
  const kind = key?.asymmetricKeyType;
  if (kind === 'ed25519') return undefined;
  if (kind === 'ec') {
    return curves.has(details?.namedCurve ?? '') ? undefined : 'has a key on an unsupported curve';
  }
  if (kind !== 'rsa') return 'has a key of an unsupported kind';
  const { modulusLength = 0, publicExponent = 0n } = details ?? {};
  const isSound = modulusLength >= 1024 && modulusLength <= 8192 && publicExponent < 2n ** 31n;
  return isSound ? undefined : `has an RSA key of ${modulusLength} bits`;
}

/** Whether `issuer` signed `certificate`; a key or an algorithm that cannot verify it has not. */
export type SignatureCheck = (certificate: Certificate, issuer: Certificate) => boolean;

const known = new WeakMap<Certificate, WeakMap<Certificate, boolean>>();

/** Checks a signature once for as long as both certificates are kept: bytes that do not change need no second look. */
export const isSignedBy: SignatureCheck = (certificate, issuer) => {
  const answers = known.get(certificate) ?? new WeakMap<Certificate, boolean>();
  known.set(certificate, answers);
  const answer = answers.get(issuer) ?? verifies(certificate, issuer);
  answers.set(issuer, answer);
  return answer;
};

function verifies(certificate: Certificate, issuer: Certificate): boolean {
  const key = issuer.openSsl.publicKey;
  return key !== undefined && keyWeakness(issuer) === undefined && certificate.openSsl.isSignedWith(key);
}
