import { constants, type VerifyKeyObjectInput, verify } from 'node:crypto';
import type { Certificate } from '../tls/certificate.ts';
import {
  keyWeakness,
  pssHashes,
  rsassaPss,
  sha1Algorithms,
  signatureAlgorithmName,
  signatureHashes,
} from '../tls/signature.ts';
import type { RevocationList } from './list.ts';

type SignedList = Pick<RevocationList, 'signed' | 'signatureAlgorithm' | 'signature'>;

/**
 * Why the signature of a list does not prove that it is from `issuer`: a sentence's end, or `undefined` when it
 * does. As in Go, SHA-1 will do: nobody but the issuer has a say in what a list holds, and old roots use it.
 *
 * The bytes are hashed on a thread of libuv's pool: there may be megabytes of them.
 */
export async function signatureProblem(list: SignedList, issuer: Certificate): Promise<string | undefined> {
  const { signatureAlgorithm } = list;
  if (!maySign(issuer)) return 'is not signed by one who may sign it: the issuer may not sign lists';
  const hash = hashOf(list);
  if (hash === undefined) {
    return `is signed with ${signatureAlgorithmName(signatureAlgorithm)}, which is not supported`;
  }
  const key = issuer.openSsl.publicKey;
  const isSound = key !== undefined && keyWeakness(issuer) === undefined;
  const padding =
    signatureAlgorithm.type === rsassaPss
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : {};
  const isValid = isSound && (await verified(list, hash, { key, ...padding }));
  return isValid ? undefined : 'is not signed by the issuer of the certificate';
}

/** RFC 5280, 4.2.1.3 and 4.2.1.9: an authority, whose keyUsage, if it has one, allows signing lists. */
function maySign({ version, basicConstraints, maySignRevocationLists }: Certificate): boolean {
  const isAuthority = basicConstraints === undefined ? version !== 3 : basicConstraints.isCa;
  return isAuthority && maySignRevocationLists !== false;
}

/** `null` where the algorithm hashes by itself, `undefined` where it is not supported. */
function hashOf({ signatureAlgorithm: { type, pssHash = '' } }: SignedList): string | null | undefined {
  if (type === rsassaPss) return pssHashes.get(pssHash);
  return sha1Algorithms.has(type) ? 'sha1' : signatureHashes.get(type);
}

function verified(
  { signed, signature }: SignedList,
  hash: string | null,
  key: VerifyKeyObjectInput,
): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      verify(hash, signed, key, signature, (error, isValid) => resolve(error === null && isValid));
    } catch {
      // A key of another kind than the algorithm's.
      resolve(false);
    }
  });
}
