import { type KeyObject, X509Certificate } from 'node:crypto';

/**
 * What of a certificate is left to OpenSSL: its public key, and whether a key made its signature.
 *
 * OpenSSL takes a tenth of a millisecond to read a certificate and some 10 kB to keep it. So it reads one when that is
 * asked for, and only the key is kept: most of the trusted roots are never asked, and a peer's once.
 */
export class OpenSslCertificate {
  readonly #der: Buffer;
  #read: WeakRef<X509Certificate> | undefined;
  #key: { readonly value: KeyObject | undefined } | undefined;

  /** `read`: what OpenSSL has read of this DER already. */
  constructor(der: Buffer, read?: X509Certificate) {
    this.#der = der;
    this.#read = read && new WeakRef(read);
  }

  /** `undefined` when OpenSSL does not know its kind, or refuses the certificate. */
  get publicKey(): KeyObject | undefined {
    this.#key ??= { value: orUndefined(() => this.#x509().publicKey) };
    return this.#key.value;
  }

  /** Whether this key made the signature; one that OpenSSL cannot verify it did not. */
  isSignedWith(key: KeyObject): boolean {
    return orUndefined(() => this.#x509().verify(key)) ?? false;
  }

  #x509(): X509Certificate {
    const kept = this.#read?.deref();
    if (kept !== undefined) return kept;
    const read = new X509Certificate(this.#der);
    this.#read = new WeakRef(read);
    return read;
  }
}

/** OpenSSL throws at what it cannot use. */
function orUndefined<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
