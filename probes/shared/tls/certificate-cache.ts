import type { X509Certificate } from 'node:crypto';
import { type Certificate, parseCertificate } from './certificate.ts';

/** How much is kept at the most, whatever peers send. */
export interface CertificateCacheLimits {
  readonly maxCount: number;
  /** Of their DER, all together. */
  readonly maxBytes: number;
}

/** Keeps certificates taken apart: a server sends the same ones probe after probe. */
export interface CertificateCache {
  /**
   * What `parseCertificate` makes of these bytes: the same object for as long as it is kept, so that whatever is found
   * out about it is found out once.
   */
  readonly certificateOf: (x509: X509Certificate) => Certificate | undefined;
}

/** A cache by content, which drops what was not used for longest. Says nothing of whether a certificate is valid. */
export function certificateCache({ maxCount, maxBytes }: CertificateCacheLimits): CertificateCache {
  const kept = new Map<string, Certificate>();
  let bytes = 0;

  function shrink(): void {
    for (const [key, { der }] of kept) {
      if (kept.size <= maxCount && bytes <= maxBytes) return;
      kept.delete(key);
      bytes -= der.length;
    }
  }

  return {
    certificateOf(x509) {
      const der = x509.raw;
      const key = der.toString('latin1');
      const known = kept.get(key);
      const certificate = known ?? parseCertificate(der, x509);
      if (certificate === undefined) return undefined;
      if (known === undefined) bytes += der.length;
      else kept.delete(key);
      kept.set(key, certificate);
      if (known === undefined) shrink();
      return certificate;
    },
  };
}
