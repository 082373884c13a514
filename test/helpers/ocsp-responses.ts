import { createHash, createPublicKey, sign } from 'node:crypto';
import type { Minted } from './certificates.ts';
import { bitString, der, integer, integerBytes, octetString, oid, sequence } from './der-writer.ts';

/** What an OCSP response says. Everything has a default: good, for an hour from a minute ago. */
export interface OcspOptions {
  /** The certificate asked about. */
  readonly leaf: Minted;
  readonly issuer: Minted;
  /** Who signs. Default: the issuer. */
  readonly signer?: Minted;
  /** Certificates to add for the signer. Default: none. */
  readonly certificates?: readonly Minted[];
  readonly status?: 'good' | 'revoked' | 'unknown';
  readonly revokedAt?: Date;
  readonly thisUpdate?: Date;
  /** `null` for a response without an end. */
  readonly nextUpdate?: Date | null;
  /** The hash of the CertID. Default SHA-1, as responders use it. */
  readonly idHash?: 'sha1' | 'sha256';
  readonly hash?: 'sha1' | 'sha256' | 'sha384';
  /** Changes what is signed after it was signed. */
  readonly tamper?: (signed: Buffer) => Buffer;
}

const idHashOids = { sha1: '1.3.14.3.2.26', sha256: '2.16.840.1.101.3.4.2.1' } as const;

const signatureOids = {
  ec: { sha1: '1.2.840.10045.4.1', sha256: '1.2.840.10045.4.3.2', sha384: '1.2.840.10045.4.3.3' },
  rsa: { sha1: '1.2.840.113549.1.1.5', sha256: '1.2.840.113549.1.1.11', sha384: '1.2.840.113549.1.1.12' },
} as const;

/** Makes a successful OCSPResponse (RFC 6960, section 4.2.1) about one certificate. */
export function mintOcspResponse(options: OcspOptions): Buffer {
  const { leaf, issuer, signer = issuer, certificates = [], idHash = 'sha1', hash = 'sha256' } = options;
  const digest = (bytes: Buffer): Buffer => createHash(idHash).update(bytes).digest();
  const nextUpdate = options.nextUpdate === undefined ? new Date(Date.now() + 3_540_000) : options.nextUpdate;
  const thisUpdate = generalizedTime(options.thisUpdate ?? new Date(Date.now() - 60_000));
  const answer = sequence(
    sequence(
      sequence(oid(idHashOids[idHash]), der(0x05)),
      octetString(digest(issuer.subjectDer)),
      octetString(digest(subjectPublicKey(issuer))),
      integerBytes(serialHex(leaf)),
    ),
    statusOf(options),
    thisUpdate,
    ...(nextUpdate === null ? [] : [der(0xa0, generalizedTime(nextUpdate))]),
  );
  const data = sequence(der(0xa1, signer.subjectDer), thisUpdate, sequence(answer));
  const isEd = signer.privateKey.asymmetricKeyType === 'ed25519';
  const kind = signer.privateKey.asymmetricKeyType === 'rsa' ? 'rsa' : 'ec';
  const signature = sign(isEd ? null : hash, data, signer.privateKey);
  const basic = sequence(
    options.tamper?.(Buffer.from(data)) ?? data,
    sequence(oid(isEd ? '1.3.101.112' : signatureOids[kind][hash])),
    bitString(signature),
    ...(certificates.length === 0 ? [] : [der(0xa0, sequence(...certificates.map((one) => one.der)))]),
  );
  return sequence(
    der(0x0a, Buffer.from([0])),
    der(0xa0, sequence(oid('1.3.6.1.5.5.7.48.1.1'), octetString(basic))),
  );
}

/** An OCSPResponse without an answer, such as 3 for tryLater. */
export function declinedOcspResponse(status: number): Buffer {
  return sequence(der(0x0a, Buffer.from([status])));
}

function statusOf({ status = 'good', revokedAt = new Date(0) }: OcspOptions): Buffer {
  if (status === 'good') return der(0x80);
  return status === 'unknown' ? der(0x82) : der(0xa1, generalizedTime(revokedAt), der(0xa0, enumerated(1)));
}

function enumerated(value: number): Buffer {
  const bytes = integer(value);
  bytes[0] = 0x0a;
  return bytes;
}

function generalizedTime(date: Date): Buffer {
  return der(0x18, Buffer.from(date.toISOString().replaceAll(/[-:T]|\.\d+/g, ''), 'latin1'));
}

/** As in the certificate, with the sign byte that a high first bit needs. */
function serialHex({ x509 }: Minted): string {
  const hex = x509.serialNumber;
  return /^[89a-f]/i.test(hex) ? `00${hex}` : hex;
}

/** The content of the key's BIT STRING: what is left of the key info after its algorithm. */
function subjectPublicKey({ privateKey }: Minted): Buffer {
  const key = createPublicKey(privateKey);
  const info = key.export({ type: 'spki', format: 'der' });
  const sizeBytes =
    key.asymmetricKeyType === 'rsa'
      ? key.export({ type: 'pkcs1', format: 'der' }).length
      : key.asymmetricKeyType === 'ed25519'
        ? 32
        : { prime256v1: 65, secp384r1: 97 }[String(key.asymmetricKeyDetails?.namedCurve)];
  if (sizeBytes === undefined) throw new Error('a key of a kind that is not minted here');
  return info.subarray(-sizeBytes);
}
