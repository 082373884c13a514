import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { expect, test } from 'vitest';
import { parsePemBundle } from '../../../../probes/shared/tls/certificate-pool.ts';
import { readSystemRoots } from '../../../../probes/shared/tls/system-roots.ts';
import { bundle, mintAuthority } from '../../../helpers/certificates.ts';
import { temporaryDirectory } from '../../../helpers/temporary-directory.ts';

const inFile = mintAuthority('File');
const inFolder = mintAuthority('Folder');
const inOther = mintAuthority('Other');
const elsewhere = mintAuthority('Elsewhere');

async function trusted(environment: { SSL_CERT_FILE?: string; SSL_CERT_DIR?: string }) {
  const pool = await readSystemRoots(environment);
  const names = [inFile, inFolder, inOther, elsewhere].filter((minted) => {
    const [certificate] = parsePemBundle(minted.certPem);
    return certificate !== undefined && pool.has(certificate);
  });
  return { size: pool.size, names: names.map(({ x509 }) => x509.subject) };
}

test('reads the file and the folders that the environment names', async () => {
  using directory = temporaryDirectory();
  const file = path.join(directory.path, 'bundle.pem');
  const first = path.join(directory.path, 'first');
  const second = path.join(directory.path, 'second');
  mkdirSync(first);
  mkdirSync(second);
  writeFileSync(file, `# the bundle\n${bundle(inFile, inFile)}`);
  writeFileSync(path.join(first, 'a.pem'), inFolder.certPem);
  symlinkSync('a.pem', path.join(first, 'abcd1234.0'));
  writeFileSync(path.join(first, 'README'), 'no certificate');
  mkdirSync(path.join(first, 'folder'));
  writeFileSync(path.join(directory.path, 'other.pem'), inOther.certPem);
  symlinkSync('../other.pem', path.join(second, 'other.pem'));
  expect(await trusted({ SSL_CERT_FILE: file, SSL_CERT_DIR: `${first}:${second}` })).toEqual({
    size: 3,
    names: ['CN=File', 'CN=Folder', 'CN=Other'],
  });
});

test('falls back to the certificates of Node.js where the system has none', async () => {
  using directory = temporaryDirectory();
  const missing = path.join(directory.path, 'missing');
  const { size, names } = await trusted({ SSL_CERT_FILE: missing, SSL_CERT_DIR: missing });
  expect({ size, names }).toEqual({ size: new Set(rootCertificates).size, names: [] });
});
