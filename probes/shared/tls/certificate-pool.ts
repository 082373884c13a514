import { type Certificate, parseCertificate } from './certificate.ts';

/** Certificates to look issuers up in: the trusted roots, or what a peer sent beside its own. */
export interface CertificatePool {
  readonly size: number;
  /** Whether exactly this certificate is in the pool. */
  has(certificate: Certificate): boolean;
  /**
   * Those whose subject is the issuer of `certificate`, the likeliest first: by key identifier (RFC 5280,
   * 4.2.1.1), which is a hint and excludes nobody.
   */
  issuersOf(certificate: Certificate): readonly Certificate[];
}

/** Makes a pool; a certificate that is given twice is in it once. */
export function certificatePool(certificates: readonly Certificate[]): CertificatePool {
  const bySubject = new Map<string, Certificate[]>();
  let size = 0;
  const has = (certificate: Certificate): boolean =>
    (bySubject.get(keyOf(certificate.subject)) ?? []).some(({ der }) => der.equals(certificate.der));
  for (const certificate of certificates) {
    if (has(certificate)) continue;
    const key = keyOf(certificate.subject);
    const namesakes = bySubject.get(key);
    if (namesakes === undefined) bySubject.set(key, [certificate]);
    else namesakes.push(certificate);
    size += 1;
  }
  return {
    size,
    has,
    issuersOf: (certificate) => {
      const candidates = bySubject.get(keyOf(certificate.issuer)) ?? [];
      return candidates.toSorted((a, b) => likelihood(certificate, b) - likelihood(certificate, a));
    },
  };
}

/**
 * The certificates of a PEM bundle (RFC 7468), each once. Text around the blocks, blocks of other kinds and
 * blocks that hold no certificate are passed over.
 */
export function parsePemBundle(text: string): Certificate[] {
  const blocks = text.matchAll(
    /^-----BEGIN CERTIFICATE-----[ \t]*\r?\n(?<base64>[A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/gm,
  );
  const contents = new Set(
    Array.from(blocks, ({ groups }) => groups?.['base64']?.replaceAll(/\s/g, '') ?? ''),
  );
  return Array.from(contents, (base64) => parseCertificate(Buffer.from(base64, 'base64'))).filter(
    (certificate) => certificate !== undefined,
  );
}

function keyOf(name: Buffer): string {
  return name.toString('latin1');
}

const noId = Buffer.alloc(0);

function likelihood(certificate: Certificate, issuer: Certificate): number {
  const wanted = certificate.authorityKeyId ?? noId;
  const offered = issuer.subjectKeyId ?? noId;
  if (offered.equals(wanted)) return 2;
  return (offered.length === 0) === (wanted.length === 0) ? 0 : 1;
}
