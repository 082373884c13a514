import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/** What both sides have agreed on so far. */
export interface Agreed {
  /** As node:tls names it, `TLSv1.3`. */
  readonly protocol?: string;
  /** IANA name of the cipher suite. */
  readonly cipher?: string;
  /** The application protocol; known only when the handshake is complete. */
  readonly alpn?: string;
  /** The group of the key exchange, by its IANA name. */
  readonly group?: string;
}

/** What a handshake has shown of the peer so far. */
export interface SeenOfPeer {
  readonly agreed: Agreed;
  /** The certificates that the peer sent, its own first, in the order sent. */
  readonly certificates: readonly X509Certificate[];
  /** The OCSP response that the peer stapled, as it came. */
  readonly staple?: Buffer;
  /** Whether the peer asked for a client certificate; absent when that cannot be told. */
  readonly clientCertificateRequested?: boolean;
}

/** What is agreed on by now; meaningful from the `OCSPResponse` event on. */
export function agreedOn(socket: TLSSocket): Agreed {
  const protocol = socket.getProtocol();
  // The types know only a socket with a cipher suite; before there is one it is undefined.
  const cipher: { readonly standardName?: string } | undefined = socket.getCipher();
  const group = groupOf(socket);
  return {
    ...(protocol === null ? {} : { protocol }),
    ...(cipher?.standardName === undefined ? {} : { cipher: cipher.standardName }),
    ...(typeof socket.alpnProtocol === 'string' ? { alpn: socket.alpnProtocol } : {}),
    ...(group === undefined ? {} : { group }),
  };
}

/** OpenSSL's names of groups, where IANA has others (RFC 8446, section 4.2.7). */
const ianaGroups: ReadonlyMap<string, string> = new Map([
  ['X25519', 'x25519'],
  ['X448', 'x448'],
  ['prime256v1', 'secp256r1'],
]);

function groupOf(socket: TLSSocket): string | undefined {
  const key = socket.getEphemeralKeyInfo();
  if (key === null || !('name' in key) || typeof key.name !== 'string' || key.name === '') return undefined;
  return ianaGroups.get(key.name) ?? key.name;
}

/**
 * Whether the peer asked for a client certificate; meaningful from the `OCSPResponse` event on. Before TLS 1.2
 * nobody can tell.
 *
 * A client shares signature algorithms with its peer only when a CertificateRequest names some (RFC 8446, section
 * 4.3.2; RFC 5246, section 7.4.4).
 */
export function askedForCertificate(socket: TLSSocket): boolean | undefined {
  const protocol = socket.getProtocol();
  if (protocol !== 'TLSv1.2' && protocol !== 'TLSv1.3') return undefined;
  return socket.getSharedSigalgs().length > 0;
}

/** More than fit into the certificate message that OpenSSL accepts (100 kB). */
const longestChain = 1000;

/**
 * The certificates that the peer has sent by now; works in the middle of a handshake too.
 *
 * To be called until it gives some and not again, before anything else that concerns the peer's certificate:
 * OpenSSL's list of what was sent is spent by reading it. Followed by `issuerCertificate` that list is exactly
 * what came over the wire, while `getPeerCertificate(true)` fills it up from the local store.
 */
export function certificatesSent(socket: TLSSocket): readonly X509Certificate[] {
  const certificates: X509Certificate[] = [];
  let next = firstCertificate(socket);
  while (next !== undefined && certificates.length < longestChain) {
    certificates.push(next);
    next = next.issuerCertificate;
  }
  return certificates;
}

function firstCertificate(socket: TLSSocket): X509Certificate | undefined {
  try {
    return socket.getPeerX509Certificate();
  } catch {
    return undefined;
  }
}
