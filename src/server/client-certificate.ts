import type { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { parseCertificate } from '../../probes/shared/tls/certificate.ts';
import type { TlsServerConfig } from '../config/web-tls-schema.ts';

/**
 * Why a client is not served after its handshake: by its certificate or for having none. `undefined` when it
 * is. Certificates are verified by OpenSSL, where that is asked for; here is decided what follows from it.
 */
export function objectionToClient(socket: TLSSocket, config: TlsServerConfig): string | undefined {
  const { clientAuth, clientAllowedSans } = config;
  if (clientAuth === 'none') return undefined;
  const x509 = socket.getPeerX509Certificate();
  if (x509 === undefined) {
    const mayLack = clientAuth === 'request' || clientAuth === 'verify-if-given';
    return mayLack && clientAllowedSans.length === 0 ? undefined : 'the client sent no certificate';
  }
  if (clientAuth.includes('verify') && !socket.authorized) {
    return `the certificate of the client is not accepted: ${String(socket.authorizationError)}`;
  }
  if (clientAllowedSans.length === 0) return undefined;
  const isAllowed = clientAllowedSans.some((name) => hasName(x509, name));
  return isAllowed ? undefined : 'the certificate of the client has none of the names in client_allowed_sans';
}

/** Whether the client of this connection has a certificate that was verified because the configuration says so. */
export function isVerifiedClient(socket: Socket, { clientAuth }: TlsServerConfig): boolean {
  return clientAuth.includes('verify') && socket instanceof TLSSocket && socket.authorized;
}

/** Whether one of its alternative names is exactly this text: a DNS name, e-mail address, URI or IP address. */
function hasName(x509: X509Certificate, name: string): boolean {
  const certificate = parseCertificate(x509.raw, x509);
  if (certificate === undefined) return false;
  if (isIP(name) !== 0) return x509.checkIP(name) !== undefined;
  const { dnsNames = [], emailAddresses = [], uris = [] } = certificate.alternativeNames ?? {};
  return [dnsNames, emailAddresses, uris].some((names) => names.includes(name));
}
