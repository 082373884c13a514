import { readSignatureAlgorithm, type SignatureAlgorithm } from '../tls/certificate.ts';
import { contextTag, type DerElement, DerReader, derTag, malformed, timeSeconds } from '../tls/der.ts';
import { type ListScope, readListScope } from './scope.ts';

/** A certificate revocation list taken apart, its signature not yet checked and its entries not yet looked at. */
export interface RevocationList {
  readonly thisUpdateSeconds: number;
  /** Absent when the list names no end. */
  readonly nextUpdateSeconds?: number;
  /** The entries, one after the other; empty when nothing is revoked. */
  readonly entries: Buffer;
  readonly scope: ListScope;
  /** The bytes that are signed. */
  readonly signed: Buffer;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Buffer;
}

/**
 * Takes a CertificateList apart (RFC 5280, section 5.1), in the same time however long it is: what it is made of
 * stays where it is in `der`. A list of version 1, which RFC 5280 does not issue but OpenSSL does, is read as well.
 * Ends the `decode` around it when the bytes are no list.
 */
export function readRevocationList(der: Buffer): RevocationList {
  const list = new DerReader(new DerReader(der).expect(derTag.sequence).content);
  const signed = list.expect(derTag.sequence);
  const outerAlgorithm = list.expect(derTag.sequence);
  const signature = list.expect(derTag.bitString).content;
  list.end();
  if (signature[0] !== 0) malformed('a signature that is no whole bytes');

  const body = new DerReader(signed.content);
  const version = body.optional(derTag.integer);
  if (version !== undefined && !version.content.equals(version2)) malformed('no version 2');
  const algorithm = body.expect(derTag.sequence);
  if (!algorithm.whole.equals(outerAlgorithm.whole)) malformed('two different signature algorithms');
  body.expect(derTag.sequence);
  const thisUpdate = body.next();
  const nextUpdate = optionalTime(body);
  const entries = body.optional(derTag.sequence);
  const extensions = body.optional(contextTag(0, 'constructed'));
  body.end();
  return {
    thisUpdateSeconds: timeSeconds(thisUpdate),
    ...(nextUpdate === undefined ? {} : { nextUpdateSeconds: timeSeconds(nextUpdate) }),
    entries: entries?.content ?? Buffer.alloc(0),
    scope: extensions === undefined ? {} : readListScope(extensions.content),
    signed: signed.whole,
    signatureAlgorithm: readSignatureAlgorithm(algorithm.content),
    signature: signature.subarray(1),
  };
}

/** The content of the INTEGER that stands for version 2. */
const version2 = Buffer.from([1]);

function optionalTime(body: DerReader): DerElement | undefined {
  return body.optional(derTag.utcTime) ?? body.optional(derTag.generalizedTime);
}
