import { hash, type KeyObject } from 'node:crypto';
import type { CertificateEvidence, PublicKeyEvidence } from '../../tls-evidence.ts';
import type { Certificate } from './certificate.ts';
import { decode } from './der.ts';
import { distinguishedNameText } from './distinguished-name.ts';
import { signatureAlgorithmName } from './signature.ts';

const known = new WeakMap<Certificate, CertificateEvidence>();

/** What is kept of a certificate: plain data, in the forms in which blackbox_exporter prints it. */
export function certificateEvidence(certificate: Certificate): CertificateEvidence {
  const evidence = known.get(certificate) ?? makeEvidence(certificate);
  known.set(certificate, evidence);
  return evidence;
}

function makeEvidence(certificate: Certificate): CertificateEvidence {
  return {
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    dnsNames: certificate.alternativeNames?.dnsNames ?? [],
    serialNumberHex: magnitude(certificate.serialNumber).toString('hex'),
    sha256Hex: hash('sha256', certificate.der),
    notBeforeSeconds: certificate.notBeforeSeconds,
    notAfterSeconds: certificate.notAfterSeconds,
    signatureAlgorithm: signatureAlgorithmName(certificate.signatureAlgorithm),
    ...publicKeyEvidence(certificate),
  };
}

function publicKeyEvidence({ openSsl, publicKeyInfo }: Certificate): { publicKey?: PublicKeyEvidence } {
  const key = openSsl.publicKey;
  if (key?.asymmetricKeyType === undefined) return {};
  const bits = keyBits(key);
  const publicKey: PublicKeyEvidence = {
    type: key.asymmetricKeyType,
    ...(bits === undefined ? {} : { bits }),
    sha256Base64: hash('sha256', publicKeyInfo, 'base64'),
  };
  return { publicKey };
}

const curveBits: ReadonlyMap<string, number> = new Map([
  ['secp224r1', 224],
  ['prime256v1', 256],
  ['secp256k1', 256],
  ['secp384r1', 384],
  ['secp521r1', 521],
]);

function keyBits({ asymmetricKeyDetails }: KeyObject): number | undefined {
  const { modulusLength, namedCurve = '' } = asymmetricKeyDetails ?? {};
  return modulusLength ?? curveBits.get(namedCurve);
}

function nameText(name: Buffer): string {
  return decode(() => distinguishedNameText(name)) ?? '';
}

/** The bytes of an INTEGER's absolute value without leading zeros; of 0 none. */
function magnitude(content: Buffer): Buffer {
  const isNegative = (content[0] ?? 0) >= 0x80;
  const bytes = isNegative ? negated(content) : content;
  const start = bytes.findIndex((byte) => byte !== 0);
  return start === -1 ? Buffer.alloc(0) : bytes.subarray(start);
}

/** Two's complement. */
function negated(content: Buffer): Buffer {
  const bytes = Buffer.from(content.map((byte) => ~byte));
  for (let i = bytes.length - 1; i >= 0; i -= 1) {
    const sum = (bytes[i] ?? 0) + 1;
    bytes[i] = sum;
    if (sum <= 0xff) break;
  }
  return bytes;
}
