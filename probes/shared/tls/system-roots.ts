import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { isOutOfFiles } from '../out-of-files.ts';
import { type CertificatePool, certificatePool, parsePemBundle } from './certificate-pool.ts';

/** Where Linux distributions keep the bundle: the first that can be read counts. */
const bundleFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

const certificateFolders = ['/etc/ssl/certs', '/etc/pki/tls/certs'];

/** The variables that say where the trusted certificates are. */
export interface RootsEnvironment {
  /** One bundle file in place of the usual ones. */
  readonly SSL_CERT_FILE?: string | undefined;
  /** Folders, divided by `:`, in place of the usual ones. */
  readonly SSL_CERT_DIR?: string | undefined;
}

/**
 * Reads the certificates that this system trusts from where Go looks for them: one bundle file and every file
 * of some folders. Where none is found, those that come with Node.js. Rejects when this process cannot open a file now.
 */
export async function readSystemRoots(environment: RootsEnvironment): Promise<CertificatePool> {
  const { SSL_CERT_FILE: file, SSL_CERT_DIR: folders } = environment;
  const texts: string[] = [];
  for (const candidate of file ? [file] : bundleFiles) {
    const text = await textOf(candidate);
    if (text === undefined) continue;
    texts.push(text);
    break;
  }
  for (const folder of folders ? folders.split(':') : certificateFolders) {
    for (const entry of await filesOf(folder)) texts.push((await textOf(entry)) ?? '');
  }
  const found = certificatePool(parsePemBundle(texts.join('\n')));
  return found.size > 0 ? found : certificatePool(parsePemBundle(rootCertificates.join('\n')));
}

let known: Promise<CertificatePool> | undefined;

/** The system's roots as they were when first asked for: like every Go program, this one reads them once. */
export function systemRoots(): Promise<CertificatePool> {
  known ??= readSystemRoots(process.env).catch((error: unknown) => {
    // The next run tries again.
    known = undefined;
    throw error;
  });
  return known;
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    if (isOutOfFiles(error)) throw error;
    return undefined;
  }
}

/** The files of a folder; symbolic links to others of the same folder would only name them twice. */
async function filesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const files: string[] = [];
    for (const entry of entries) {
      const file = path.join(folder, entry.name);
      if (!entry.isSymbolicLink() || (await readlink(file)).includes('/')) files.push(file);
    }
    return files;
  } catch (error) {
    if (isOutOfFiles(error)) throw error;
    return [];
  }
}
