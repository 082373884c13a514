import { createHash } from 'node:crypto';
import { bundle, distinguishedName, type Minted, mint, mintAuthority } from '../../helpers/certificates.ts';
import { utf8String } from '../../helpers/der-writer.ts';

/** When certificates end, and how a page writes that. */
export const ends = {
  rootOfOld: { notAfter: new Date('2090-01-01T00:00:00Z'), shown: '3.786912e+09' },
  leaf: { notAfter: new Date('2095-01-01T00:00:00Z'), shown: '3.9446784e+09' },
  root: { notAfter: new Date('2100-01-01T00:00:00Z'), shown: '4.1024448e+09' },
} as const;

/** One authority under two certificates, as after a renewal: the same name and key. */
const rootOfOld = mintAuthority('Golden Root', { notAfter: ends.rootOfOld.notAfter });
export const root = mintAuthority('Golden Root', { keyOf: rootOfOld, notAfter: ends.root.notAfter });

const subject = distinguishedName(
  ['2.5.4.6', utf8String('DE')],
  ['2.5.4.10', utf8String('Golden, Inc.')],
  ['2.5.4.3', utf8String('leaf')],
);
const issued = { issuer: root, notAfter: ends.leaf.notAfter };

/** For `localhost`, with a subject of several attributes and a serial number that begins with a zero digit. */
export const leaf = mint({ ...issued, subject, serialHex: '0bff10', dnsNames: ['localhost', 'golden.test'] });
export const leafOfAddress = mint({ ...issued, ipAddresses: ['127.0.0.1'] });
export const leafOfOther = mint({ ...issued, dnsNames: ['other.test'] });
/** Its serial number has the highest bit, which takes a byte for the sign. */
export const selfSigned = mint({
  notAfter: ends.leaf.notAfter,
  serialHex: '00bbff',
  dnsNames: ['localhost'],
});
export const expired = mint({
  issuer: root,
  dnsNames: ['localhost'],
  notBefore: new Date('2020-01-01T00:00:00Z'),
  notAfter: new Date('2020-02-01T00:00:00Z'),
});
/** The leaf and, behind it, the older certificate of its authority. */
export const renewed = { identity: leaf, chain: [rootOfOld] } as const;

const client = mint({ ...issued, subject: 'client', extendedKeyUsage: ['clientAuth'] });

/** What modules name with `$CA` (the authority), `$CAS` (under both certificates), `$CERT` and `$KEY` (a client's). */
export const identityFiles = {
  CA: root.certPem,
  CAS: bundle(rootOfOld, root),
  CERT: client.certPem,
  KEY: client.keyPem,
} as const;

/** The series that describes {@link leaf}. */
export const leafInfo = info(leaf, {
  issuer: 'CN=Golden Root',
  serialnumber: '0bff10',
  subject: 'CN=leaf,O=Golden\\\\, Inc.,C=DE',
  subjectalternative: 'localhost,golden.test',
});

/** The series that describes {@link selfSigned}. */
export const selfSignedInfo = info(selfSigned, {
  issuer: 'CN=test',
  serialnumber: 'bbff',
  subject: 'CN=test',
  subjectalternative: 'localhost',
});

function info({ der }: Minted, labels: Readonly<Record<string, string>>): string {
  const fingerprint = createHash('sha256').update(der).digest('hex');
  const others = Object.entries(labels).map(([name, value]) => `,${name}="${value}"`);
  return `ssl_last_chain_info{fingerprint_sha256="${fingerprint}"${others.join('')}} 1`;
}
