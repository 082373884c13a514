import type { X509Certificate } from 'node:crypto';
import {
  contextTag,
  DerReader,
  decode,
  derTag,
  elementsOf,
  malformed,
  objectIdentifierText,
  timeSeconds,
} from './der.ts';
import { type CertificateExtensions, readExtensions } from './extensions.ts';
import { OpenSslCertificate } from './openssl-certificate.ts';

/** A certificate taken apart (RFC 5280, section 4.1): what the evidence and the judgement need of it. */
export interface Certificate extends CertificateExtensions {
  readonly der: Buffer;
  /** For the one thing that is left to OpenSSL: keys, and the signatures that they made. */
  readonly openSsl: OpenSslCertificate;
  readonly version: number;
  /** The content bytes of the serial number, sign included. */
  readonly serialNumber: Buffer;
  /** The content of the Name's SEQUENCE. */
  readonly subject: Buffer;
  readonly issuer: Buffer;
  /** The whole Name of the issuer, as OCSP hashes it. */
  readonly issuerDer: Buffer;
  /** The subject's public key with its algorithm, as DER. */
  readonly publicKeyInfo: Buffer;
  readonly notBeforeSeconds: number;
  readonly notAfterSeconds: number;
  readonly signatureAlgorithm: SignatureAlgorithm;
}

/** How a certificate is signed. */
export interface SignatureAlgorithm {
  /** Dotted object identifier. */
  readonly type: string;
  /** For RSASSA-PSS (RFC 4055) the object identifier of the hash; SHA-1 when none is named. */
  readonly pssHash?: string;
}

/**
 * Takes a certificate apart; `undefined` when its bytes are not a certificate. One that only OpenSSL refuses has no key.
 *
 * @param read what OpenSSL has read of this DER already
 */
export function parseCertificate(der: Buffer, read?: X509Certificate): Certificate | undefined {
  return decode(() => {
    const outer = new DerReader(der);
    const certificate = new DerReader(outer.expect(derTag.sequence).content);
    outer.end();
    const body = new DerReader(certificate.expect(derTag.sequence).content);
    const outerAlgorithm = certificate.expect(derTag.sequence);
    certificate.expect(derTag.bitString);
    certificate.end();
    const version = readVersion(body);
    const serialNumber = body.expect(derTag.integer).content;
    const algorithm = body.expect(derTag.sequence);
    if (!algorithm.whole.equals(outerAlgorithm.whole)) malformed('two different signature algorithms');
    const issuer = body.expect(derTag.sequence);
    const [notBefore, notAfter, ...more] = elementsOf(body.expect(derTag.sequence).content);
    if (notBefore === undefined || notAfter === undefined || more.length > 0) malformed('no validity');
    const subject = body.expect(derTag.sequence).content;
    const publicKeyInfo = body.expect(derTag.sequence).whole;
    body.optional(contextTag(1, 'primitive'));
    body.optional(contextTag(2, 'primitive'));
    const extensions = body.optional(contextTag(3, 'constructed'));
    body.end();
    return {
      der,
      openSsl: new OpenSslCertificate(der, read),
      version,
      serialNumber,
      subject,
      issuer: issuer.content,
      issuerDer: issuer.whole,
      publicKeyInfo,
      notBeforeSeconds: timeSeconds(notBefore),
      notAfterSeconds: timeSeconds(notAfter),
      signatureAlgorithm: readSignatureAlgorithm(algorithm.content),
      ...readExtensions(extensions?.content),
    };
  });
}

function readVersion(body: DerReader): number {
  const tagged = body.optional(contextTag(0, 'constructed'));
  if (tagged === undefined) return 1;
  const [number] = new DerReader(tagged.content).expect(derTag.integer).content;
  return (number ?? malformed('no version')) + 1;
}

const rsassaPss = '1.2.840.113549.1.1.10';
const sha1 = '1.3.14.3.2.26';

/** Reads the content of an AlgorithmIdentifier. Ends the `decode` around it when it is none. */
export function readSignatureAlgorithm(content: Buffer): SignatureAlgorithm {
  const reader = new DerReader(content);
  const type = objectIdentifierText(reader.expect(derTag.objectIdentifier).content);
  if (type !== rsassaPss) return { type };
  const parameters = reader.optional(derTag.sequence);
  const tagged = new DerReader(parameters?.content ?? Buffer.alloc(0)).optional(contextTag(0, 'constructed'));
  if (tagged === undefined) return { type, pssHash: sha1 };
  const hash = new DerReader(new DerReader(tagged.content).expect(derTag.sequence).content);
  return { type, pssHash: objectIdentifierText(hash.expect(derTag.objectIdentifier).content) };
}
