import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type Certificate, parseCertificate } from '../../probes/shared/tls/certificate.ts';
import type { TlsServerConfig } from '../config/web-tls-schema.ts';

/**
 * Why a client is not served after its handshake: by its certificate or for having none. `undefined` when it
 * is. Certificates are verified by OpenSSL, where that is asked for; here is decided what follows from it.
 */
export function objectionToClient(socket: TLSSocket, config: TlsServerConfig): string | undefined {
  const { clientAuth, clientAllowedSans } = config;
  if (clientAuth === 'none') return undefined;
  const der = socket.getPeerX509Certificate()?.raw;
  if (der === undefined) {
    const mayLack = clientAuth === 'request' || clientAuth === 'verify-if-given';
    return mayLack && clientAllowedSans.length === 0 ? undefined : 'the client sent no certificate';
  }
  if (clientAuth.includes('verify') && !socket.authorized) {
    return `the certificate of the client is not accepted: ${String(socket.authorizationError)}`;
  }
  if (clientAllowedSans.length === 0) return undefined;
  const certificate = parseCertificate(der);
  const isAllowed = certificate !== undefined && clientAllowedSans.some((name) => hasName(certificate, name));
  return isAllowed ? undefined : 'the certificate of the client has none of the names in client_allowed_sans';
}

/** Whether one of its alternative names is exactly this text: a DNS name, e-mail address, URI or IP address. */
function hasName({ alternativeNames, x509 }: Certificate, name: string): boolean {
  if (isIP(name) !== 0) return x509.checkIP(name) !== undefined;
  const { dnsNames = [], emailAddresses = [], uris = [] } = alternativeNames ?? {};
  return [dnsNames, emailAddresses, uris].some((names) => names.includes(name));
}
