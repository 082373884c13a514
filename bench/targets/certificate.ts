import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The files of a key and of its certificate, which vouches for itself. */
export interface CertificateFiles {
  readonly keyFile: string;
  readonly certificateFile: string;
}

/**
 * Has OpenSSL make a certificate for 127.0.0.1 in this directory, on the curve that most servers use today;
 * undefined where OpenSSL's program is not installed.
 */
export function makeCertificate(directory: string): CertificateFiles | undefined {
  const files = { keyFile: join(directory, 'key.pem'), certificateFile: join(directory, 'certificate.pem') };
  const key = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc';
  const certificate = '-x509 -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1';
  const { error, status, stderr } = spawnSync(
    'openssl',
    ['req', ...`${key} ${certificate}`.split(' '), '-keyout', files.keyFile, '-out', files.certificateFile],
    { encoding: 'utf8' },
  );
  if (error !== undefined) return undefined;
  if (status !== 0) throw new Error(`openssl makes no certificate: ${stderr}`);
  return files;
}
