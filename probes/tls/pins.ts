import type { CertificateEvidence } from '../tls-evidence.ts';

/** What a certificate may be recognised by. */
export type Pin =
  /** SHA-256 of the whole certificate: changes with every renewal. */
  | { readonly kind: 'certificate'; readonly sha256Hex: string }
  /** SHA-256 of its public key with the algorithm (RFC 7469, section 2.4): stays while the key stays. */
  | { readonly kind: 'public key'; readonly sha256Base64: string };

/**
 * Reads a pin: 64 hexadecimal digits, with or without colons, for a certificate, or `sha256/` and the base64 of 32
 * bytes for a public key, with one slash or, as curl wants it, two. `undefined` when it is neither.
 */
export function parsePin(text: string): Pin | undefined {
  if (/^[0-9a-f]{2}(?::?[0-9a-f]{2}){31}$/i.test(text)) {
    return { kind: 'certificate', sha256Hex: text.replaceAll(':', '').toLowerCase() };
  }
  const sha256Base64 = /^sha256\/\/?(?<base64>[A-Za-z0-9+/]{43}=)$/.exec(text)?.groups?.['base64'];
  return sha256Base64 === undefined ? undefined : { kind: 'public key', sha256Base64 };
}

/** Whether this is the certificate, or a certificate with the key, that the pin names. */
export function matchesPin({ sha256Hex, publicKey }: CertificateEvidence, pin: Pin): boolean {
  switch (pin.kind) {
    case 'certificate':
      return pin.sha256Hex === sha256Hex;
    case 'public key':
      return pin.sha256Base64 === publicKey?.sha256Base64;
    default:
      return pin satisfies never;
  }
}
