/** What a TLS handshake showed, as plain data: types only. */
import type { Blame } from './failure.ts';

/** One certificate as the peer sent it. Times are Unix seconds. */
export interface CertificateEvidence {
  /** RFC 2253 style text, the way blackbox_exporter prints it (most specific attribute first). */
  readonly subject: string;
  readonly issuer: string;
  /** The DNS names of the subjectAltName extension, in certificate order. */
  readonly dnsNames: readonly string[];
  readonly serialNumberHex: string;
  readonly sha256Hex: string;
  readonly notBeforeSeconds: number;
  readonly notAfterSeconds: number;
  /** How the issuer signed it, by the name of the RFCs (`ecdsa-with-SHA256`), else the object identifier. */
  readonly signatureAlgorithm?: string;
  /** Absent when the key is of a kind that cannot be read here. */
  readonly publicKey?: PublicKeyEvidence;
}

/** The public key of a certificate. */
export interface PublicKeyEvidence {
  /** `rsa`, `ec`, `ed25519` and so on, as Node.js names them. */
  readonly type: string;
  /** The size of the modulus or of the curve's field; absent where the kind says all. */
  readonly bits?: number;
  /** SHA-256 of the SubjectPublicKeyInfo, in base64: a pin as in RFC 7469, section 2.4. */
  readonly sha256Base64: string;
}

/**
 * What an OCSP response stapled to the handshake says of the peer's certificate (RFC 6960). Times are Unix
 * seconds.
 */
export interface OcspStapleEvidence {
  /** `unusable`: no answer about this certificate can be read from it; `detail` says why. */
  readonly status: 'good' | 'revoked' | 'unknown' | 'unusable';
  /**
   * Whether the issuer, or a responder it appointed, signed the answer. `unchecked`: the issuer was neither sent
   * nor is it trusted, or the algorithm is not supported.
   */
  readonly signature: 'valid' | 'invalid' | 'unchecked';
  /** Absent when the answer cannot be read. */
  readonly producedAtSeconds?: number;
  readonly thisUpdateSeconds?: number;
  /** Absent when the responder names no end. */
  readonly nextUpdateSeconds?: number;
  /** Present when `status` is `revoked`. */
  readonly revokedAtSeconds?: number;
  readonly detail?: string;
}

/** What the revocation list of one certificate says of it (RFC 5280, section 5). */
export interface CertificateRevocation {
  readonly certificate: CertificateEvidence;
  /**
   * Whether the certificate is the end of the chain above the peer's own, trusted or self-signed: nobody stands
   * above it who could revoke it.
   */
  readonly isAnchor: boolean;
  readonly list: RevocationListEvidence;
}

/** A revocation list, or why there is none; `url` is where it was found or looked for last. */
export type RevocationListEvidence =
  /** The certificate names no list. */
  | { readonly kind: 'none' }
  | ({ readonly kind: 'unusable'; readonly url: string } & UnusableList)
  | ({ readonly kind: 'usable'; readonly url: string } & UsableList);

/** Why a list cannot be used, as the end of a sentence about it, and whose fault that most likely is. */
export interface UnusableList {
  readonly detail: string;
  readonly blame: Blame;
}

/** What a list says that the issuer signed and that is about the certificate. */
export interface UsableList {
  readonly revoked: boolean;
  /** Whether a newer list should be there by now. */
  readonly stale: boolean;
  /** Unix seconds; absent when the list names no end. */
  readonly nextUpdateSeconds?: number;
}

/** What the revocation lists of a peer's certificates say. */
export interface RevocationEvidence {
  /** Along the first chain that verifies, the peer's own certificate first; else as the peer sent them. */
  readonly certificates: readonly CertificateRevocation[];
  /** Milliseconds that all fetches took together. They are part of no phase. */
  readonly fetchMs: number;
}

/** A certificate of the chain whose issuer the peer did not send and nobody trusts. */
export interface MissingIssuer {
  /** The position in the chain as sent of the certificate that lacks its issuer. */
  readonly position: number;
  readonly issuer: string;
}

/** Whether the peer's certificate is what the module demands. */
export type TlsVerification =
  | { readonly kind: 'verified' }
  /** `insecure_skip_verify`: not judged; `wouldFailWith` says what a judgement would have found. */
  | { readonly kind: 'skipped'; readonly wouldFailWith?: CertificateFault }
  | { readonly kind: 'refused'; readonly fault: CertificateFault };

export type CertificateFault = 'date_invalid' | 'authority_invalid' | 'name_invalid' | 'invalid';

/** What a TLS handshake showed. Kept also when the handshake or the verification failed. */
export interface TlsEvidence {
  /** `TLS 1.3` and so on; absent when no version was negotiated. */
  readonly version?: string;
  /** IANA name of the cipher suite, `TLS_AES_128_GCM_SHA256`. */
  readonly cipher?: string;
  /** The ALPN protocol agreed on, `h2` or `http/1.1`; absent when none. */
  readonly alpn?: string;
  /** The group of the key exchange by its IANA name, `x25519`; absent when none was agreed on. */
  readonly group?: string;
  /** Whether the peer asked for a client certificate; absent when the handshake did not get that far. */
  readonly clientCertificateRequested?: boolean;
  /** As sent by the peer, leaf first; empty when the handshake ended before the certificate. */
  readonly chain: readonly CertificateEvidence[];
  /** Absent when no certificate was received. */
  readonly verification?: TlsVerification;
  /**
   * For each chain that verifies, the earliest expiry within it; of these the latest. Unix seconds.
   * Absent when no chain verifies or verification was skipped.
   */
  readonly lastChainExpirySeconds?: number;
  /** Whether the peer's own certificate is one for the name asked for; absent when there was no such name. */
  readonly nameMatches?: boolean;
  /**
   * Where the way from the peer's certificate to a trusted or self-signed one breaks off. Absent when it does
   * not, and when no certificate can be read.
   */
  readonly missingIssuer?: MissingIssuer;
  /** Absent when the peer stapled no OCSP response. */
  readonly ocspStaple?: OcspStapleEvidence;
  /** Absent unless the module asks for it and the handshake was accepted. */
  readonly revocation?: RevocationEvidence;
}
