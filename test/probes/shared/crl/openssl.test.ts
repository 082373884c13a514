/** Lists that OpenSSL's own authority makes. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judgeList } from '../../../../probes/shared/crl/judge-list.ts';
import { parseCertificate } from '../../../../probes/shared/tls/certificate.ts';
import { type KeyKind, mint, mintAuthority } from '../../../helpers/certificates.ts';
import { hasOpenSsl } from '../../../helpers/openssl.ts';
import { distributionPoints } from '../../../helpers/revocation-lists.ts';
import { temporaryDirectory } from '../../../helpers/temporary-directory.ts';

const url = 'http://crl.example/a.crl';

const config = `
[ca]
default_ca = own
[own]
dir = .
database = index.txt
crlnumber = number
default_md = sha256
[extended]
issuingDistributionPoint = critical, @point
[point]
fullname = URI:${url}
onlyuser = TRUE
`;

/** One revoked certificate in the format of OpenSSL's database: status, expiry, revocation, serial, file, subject. */
const revoked = ['R', '900101000000Z', '260101000000Z,keyCompromise', '0E1E', 'unknown', '/CN=leaf'].join(
  '\t',
);

test.skipIf(!hasOpenSsl()).each<[string, KeyKind, readonly string[]]>([
  ['of version 1', 'ec', []],
  ['with a scope', 'ec', ['-crlexts', 'extended']],
  ['signed with RSA', 'rsa', ['-crlexts', 'extended']],
  ['signed with RSASSA-PSS', 'rsa', ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32']],
  ['signed with Ed25519', 'ed25519', ['-md', 'default']],
])('a list %s is read', async (_, key, flags) => {
  using folder = temporaryDirectory();
  const issuer = mintAuthority('Issuer', { key });
  const files = {
    'ca.cnf': config,
    'ca.pem': issuer.certPem,
    'key.pem': issuer.keyPem,
    'index.txt': `${revoked}\n`,
    'index.txt.attr': '',
    number: '07\n',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder.path, name), content);
  const own = ['-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'key.pem', '-crldays', '7'];
  const made = spawnSync('openssl', ['ca', '-gencrl', ...own, '-out', 'list.pem', ...flags], {
    cwd: folder.path,
  });
  if (made.status !== 0) throw new Error(made.stderr.toString());
  const pem = readFileSync(join(folder.path, 'list.pem'), 'latin1');
  const list = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/gu, ''), 'base64');
  const answers = ['0e1e', '0e1f'].map(async (serialHex) => {
    const leaf = mint({ issuer, serialHex, extensions: [distributionPoints(url)] });
    const [certificate, authority] = [leaf, issuer].map(({ der }) => parseCertificate(der));
    if (certificate === undefined || authority === undefined)
      throw new Error('minted what is no certificate');
    const question = { certificate, issuer: authority, atMs: Date.now() + 1000 };
    return await judgeList(list, question, new AbortController().signal);
  });
  expect(await Promise.all(answers)).toMatchObject([
    { ok: true, list: { revoked: true, stale: false } },
    { ok: true, list: { revoked: false, stale: false } },
  ]);
});
