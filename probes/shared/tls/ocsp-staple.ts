import { createHash } from 'node:crypto';
import type { OcspStapleEvidence } from '../../tls-evidence.ts';
import type { Certificate } from './certificate.ts';
import { DerReader, decode, derTag } from './der.ts';
import { type OcspAnswer, type OcspResponse, readOcspResponse } from './ocsp.ts';
import { ocspSignature } from './ocsp-signature.ts';

/** An OCSP response with what is needed to understand it. */
export interface Stapled {
  readonly response: Buffer;
  /** The peer's own certificate, which the response should be about. */
  readonly leaf: Certificate;
  /** Who signed the leaf; absent when that is not known. */
  readonly issuer?: Certificate | undefined;
  /** Unix milliseconds at which a responder's certificate has to be valid. */
  readonly atMs: number;
}

/** Reads a stapled response and checks its signature. What cannot be read, too, is evidence. */
export function ocspStapleEvidence(stapled: Stapled): OcspStapleEvidence {
  const reading = decode(() => readOcspResponse(stapled.response));
  if (reading === undefined) return unusable('it is no OCSP response');
  if (!reading.ok) return unusable(`the responder declined: ${reading.status}`);
  const { response } = reading;
  const answer = response.answers.find((candidate) => isAbout(candidate, stapled));
  if (answer === undefined) return unusable('it is about another certificate');
  const { status, thisUpdateSeconds, nextUpdateSeconds, revokedAtSeconds } = answer;
  return {
    status,
    ...signatureOf(response, stapled),
    producedAtSeconds: response.producedAtSeconds,
    thisUpdateSeconds,
    ...(nextUpdateSeconds === undefined ? {} : { nextUpdateSeconds }),
    ...(revokedAtSeconds === undefined ? {} : { revokedAtSeconds }),
  };
}

function unusable(detail: string): OcspStapleEvidence {
  return { status: 'unusable', signature: 'unchecked', detail };
}

function signatureOf(
  response: OcspResponse,
  { issuer, atMs }: Stapled,
): Pick<OcspStapleEvidence, 'signature' | 'detail'> {
  if (issuer === undefined) return { signature: 'unchecked', detail: 'the issuer is not known' };
  return ocspSignature(response, { issuer, atMs });
}

/** The hashes a CertID may be made with; RFC 5019 still wants SHA-1. */
const hashNames: ReadonlyMap<string, string> = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/** RFC 6960, section 4.1.1: the serial number, the issuer's name and, where the issuer is known, its key. */
function isAbout({ certificate: id }: OcspAnswer, { leaf, issuer }: Stapled): boolean {
  const hash = hashNames.get(id.hash);
  if (hash === undefined || !id.serialNumber.equals(leaf.serialNumber)) return false;
  if (!digest(hash, leaf.issuerDer).equals(id.issuerNameHash)) return false;
  return issuer === undefined || digest(hash, keyBits(issuer)).equals(id.issuerKeyHash);
}

function digest(hash: string, bytes: Buffer): Buffer {
  return createHash(hash).update(bytes).digest();
}

/** The subjectPublicKey of a certificate without tag, length and count of unused bits. */
function keyBits({ publicKeyInfo }: Certificate): Buffer {
  const bits = decode(() => {
    const info = new DerReader(new DerReader(publicKeyInfo).expect(derTag.sequence).content);
    info.expect(derTag.sequence);
    return info.expect(derTag.bitString).content.subarray(1);
  });
  return bits ?? Buffer.alloc(0);
}
